"""What agents may ask of a CRM. Reading and writing are separate Protocols, so that nobody gets one with the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from domain.bound import Bound
from domain.evidence import Evidence
from domain.facts import Counted, Fact, Pulled, Row
from domain.value import Value


class Freshness(Value):
    """How old the mirror is: `as_of` is the last complete sync or import, None when nothing was ever loaded."""

    source: str
    as_of: datetime | None


class Puller(Protocol):
    """The puller's door: one compiled query, read-only."""

    def pull(self, bound: Bound) -> Pulled:
        """Rows and facts of the question, with the exact statement."""
        ...

    def evidence(self, bound: Bound, pulled: Pulled) -> Evidence:
        """What the scorer's rules look at: the matching records' plausibility, worked out set-based."""
        ...

    def full_rows(self, bound: Bound) -> Iterator[Row]:
        """Every row of the question, however many, one at a time."""
        ...


class Counter(Protocol):
    """The counter's door: the same reader, another formulation."""

    def recount(self, bound: Bound, facts: tuple[Fact, ...]) -> Counted:
        """Every fact's value worked out again by another route, and the checksum of the matching ids."""
        ...


class Readers(Protocol):
    """Both doors, handed to the puller and the counter alone."""

    @property
    def puller(self) -> Puller: ...

    @property
    def counter(self) -> Counter: ...

    def freshness(self) -> Freshness:
        """How old the data is; the router asks before anybody reads."""
        ...
