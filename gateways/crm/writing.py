"""What the guard may ask of a CRM: one record's write, at most once for its key. Nobody but the guard holds one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from domain.actions import ActionKind, Target
from domain.errors import NeedsPerson
from domain.thresholds import SettingValue

Claim = Callable[[Any], bool]
"""Called in the transaction in which the write becomes known here: books the outcome, or says that it is booked."""


class MaybeWritten(NeedsPerson):
    """The CRM had the write and nobody can tell what became of it; it is never written again by itself."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"It is not known whether {name} was written ({why}). Look at the record in the CRM.")


class Order(NamedTuple):
    """One write. `key` names it for good, so that a CRM which is asked twice does it once; `by` is a person's id.

    Shape:  `is_again` when an earlier try may have been made; `by_fields` compares the values on the card alone, since
            the record was changed by another write of ours that waited before this one.
    """

    key: str
    kind: ActionKind
    target: Target
    by: str
    at: datetime
    today: date
    policy: Mapping[str, SettingValue]
    is_again: bool = False
    by_fields: bool = False


class Writer(Protocol):
    """A CRM that takes writes."""

    def write(self, order: Order, claim: Claim) -> bool:
        """Whether this call wrote it; False when it was booked before.

        Raises: RecordChanged when the record is not as it was, GatewayDown and RateLimited when it surely was not
                written, MaybeWritten when nobody can tell.
        """
        ...
