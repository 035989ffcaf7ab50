"""The CRM that ships: both readers' doors over the mirror, each read in one snapshot of the reader's connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.bound import Bound
from domain.evidence import Evidence
from domain.facts import Counted, Fact, Pulled, Row
from gateways.crm import Freshness
from store.crm import query
from store.crm.evidence import evidence
from store.session import CanRead


@dataclass(frozen=True)
class LocalPuller:
    """The puller's door: one compiled query, read-only."""

    db: CanRead

    def pull(self, bound: Bound) -> Pulled:
        """Rows and facts of the question, with the exact statement."""
        with self.db.reading() as connection:
            return query.pull(connection, bound)

    def full_rows(self, bound: Bound) -> Iterator[Row]:
        """Every row of the answer, a few in memory at a time."""
        with self.db.reading() as connection:
            yield from query.full_rows(connection, bound)

    def evidence(self, bound: Bound, pulled: Pulled) -> Evidence:
        """What the scorer's rules look at, of the same records."""
        with self.db.reading() as connection:
            return evidence(connection, bound, pulled)


@dataclass(frozen=True)
class LocalCounter:
    """The counter's door: the same reader, another formulation."""

    db: CanRead

    def recount(self, bound: Bound, facts: tuple[Fact, ...]) -> Counted:
        """Every fact's value worked out again by another route, and the checksum of the matching ids."""
        with self.db.reading() as connection:
            return query.recount(connection, bound, facts)


@dataclass(frozen=True)
class LocalReaders:
    """Both doors over one database. `source` is what the data is called where its age is told."""

    db: CanRead
    source: str = "CRM mirror"

    @property
    def puller(self) -> LocalPuller:
        """The door for the puller alone."""
        return LocalPuller(self.db)

    @property
    def counter(self) -> LocalCounter:
        """The door for the counter alone."""
        return LocalCounter(self.db)

    def freshness(self) -> Freshness:
        """How old the data is: the last finished import, None when nothing was ever loaded."""
        with self.db.reading() as connection:
            return Freshness(source=self.source, as_of=query.loaded_at(connection))
