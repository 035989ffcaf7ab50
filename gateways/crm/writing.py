"""What the guard may ask of a CRM: one record's write, at most once for its key. Nobody but the guard holds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from domain.actions import ActionKind, Target
from domain.thresholds import SettingValue

Claim = Callable[[Any], bool]
"""Called in the transaction in which the write becomes known here: books the outcome, or says that it is booked."""


class Order(NamedTuple):
    """One write. `key` names it for good, so that a CRM which is asked twice does it once; `by` is a person's id."""

    key: str
    kind: ActionKind
    target: Target
    by: str
    at: datetime
    today: date
    policy: Mapping[str, SettingValue]


class Writer(Protocol):
    """A CRM that takes writes."""

    def write(self, order: Order, claim: Claim) -> bool:
        """Whether this call wrote it; False when it was booked before.

        Raises: RecordChanged when the record is not as it was, TryLater when the CRM cannot be reached.
        """
        ...
