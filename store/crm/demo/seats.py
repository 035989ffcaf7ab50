"""The places people take in the demo company, the ids of its records, and the time it lives in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from store.crm.demo import roster
from store.crm.demo.chance import quarter_start

Row = dict[str, Any]
"""One record: every column of its table with its Python value (Decimal, date, aware datetime)."""
Book = dict[str, list[Row]]
"""Rows by kind of record, as in `store.crm.tables.RECORDS`, and `account_tag`."""

QUARTERS_OF_HISTORY = 8


MINUTES = tuple(timedelta(minutes=minutes) for minutes in range(24 * 60))


def at_midnight(day: date, minutes: int = 0) -> datetime:
    """An aware UTC time that many minutes into the day."""
    return _midnight(day) + MINUTES[minutes]


@cache
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class Seat:
    """One rep's place in the company and how many deals they carry."""

    number: int
    block: int
    slot: int
    rep: roster.Rep
    email: str
    open_deals: int
    closed_deals: int

    @cached_property
    def id(self) -> str:
        """The rep's id in the CRM."""
        return person_id(self.number)


@dataclass(frozen=True)
class Team:
    """One team: its segment, its manager and its four seats."""

    number: int
    id: str
    name: str
    segment: roster.Segment
    manager: str
    manager_id: str
    manager_email: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Era:
    """The seed that decides everything, and the day on which the company stands as it does."""

    seed: int
    today: date

    @cached_property
    def starts_on(self) -> date:
        """First day of the eight full quarters of history."""
        return quarter_start(self.today, -QUARTERS_OF_HISTORY)

    @property
    def yesterday(self) -> date:
        """The day before."""
        return self.today - timedelta(days=1)


def mark(at: date | datetime) -> Row:
    """Source and time of last change; a minute past midnight for a day, so that none lies ahead of who loads it."""
    when = at if isinstance(at, datetime) else at_midnight(at, 1)
    return {"source": roster.SOURCE, "updated_at": when}


def territory_id(region: str) -> str:
    """Id of a region's territory."""
    return f"0TYD{region}"


def product_id(name: str) -> str:
    """Id of a product."""
    return f"01tD{name.replace(' ', '')}"


def person_id(number: int) -> str:
    """Id of a person: reps count from 0, the others have numbers of their own."""
    return f"005D{number:06d}"


def account_id(number: int) -> str:
    """Id of an account: the named ones count from 0, the invented ones from 1000."""
    return f"001D{number:07d}"
