"""The demo company as a whole: who works where, how much each rep carries, and its rows team by team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from store.crm.demo import plan, roster
from store.crm.demo.chance import Dice, quarter_start

Row = dict[str, Any]
"""One record: every column of its table with its Python value (Decimal, date, aware datetime)."""
Book = dict[str, list[Row]]
"""Rows by kind of record, as in `store.crm.tables.RECORDS`, and `account_tag`."""

QUARTERS_OF_HISTORY = 8
ACCOUNTS_PER_REP = 16


def at_midnight(day: date, minutes: int = 0) -> datetime:
    """An aware UTC time that many minutes into the day."""
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)


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

    @property
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
class DemoCompany:
    """A whole company, described by three numbers; its rows are worked out, always alike, each time they are read.

    Nothing but the teams is kept in memory, so a million deals stream as well as two thousand.
    """

    seed: int
    size: int
    today: date
    teams: tuple[Team, ...]
    added: tuple[Book, ...] = ()

    @property
    def starts_on(self) -> date:
        """First day of its eight full quarters of history."""
        return quarter_start(self.today, -QUARTERS_OF_HISTORY)

    def books(self) -> Iterator[Book]:
        """All rows: what everybody shares first, then team by team, then what was added."""
        # Imported here because a team's book is written with the words above.
        from store.crm.demo.book import book_of

        yield self._shared()
        for team in self.teams:
            yield book_of(self, team)
        yield from self.added

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of one kind of record."""
        for book in self.books():
            yield from book.get(kind, ())

    def _shared(self) -> Book:
        began = at_midnight(self.starts_on - timedelta(days=200))
        mark = {"source": roster.SOURCE, "updated_at": began}
        return {
            "territory": [{"id": territory_id(name), "name": name, **mark} for name in roster.REGIONS],
            "team": [{"id": t.id, "name": t.name, "manager_id": t.manager_id, **mark} for t in self.teams],
            "person": [row | mark for row in _people(self.teams)],
            "product": [
                {"id": product_id(name), "name": name, "series": series, "list_price": Decimal(price),
                 "currency": roster.CURRENCY, **mark}
                for name, series, price, _, _ in roster.PRODUCTS
            ],
            "stage": [
                {"id": id_, "name": name, "position": position, "status": status, "probability": probability, **mark}
                for position, (id_, name, status, probability) in enumerate(roster.STAGES, 1)
            ],
        }  # fmt: skip


def build(seed: int, size: int, today: date) -> DemoCompany:
    """A company of exactly `size` opportunities as it stands at the end of `today`; the same three give the same rows.

    Raises: ValueError for a company too small to hold every planted case.
    """
    if size < plan.LEAST_SIZE:
        raise ValueError(
            f"A demo company of {size:,} opportunities is too small to hold every case it must show; "
            f"ask for {plan.LEAST_SIZE:,} or more."
        )
    return DemoCompany(seed, size, today, tuple(_teams(seed, size)))


def territory_id(region: str) -> str:
    """Id of a region's territory."""
    return f"0TYD{region}"


def product_id(name: str) -> str:
    """Id of a product."""
    return f"01tD{name.replace(' ', '')}"


def person_id(number: int) -> str:
    """Id of a person: reps count from 0, the others have numbers of their own."""
    return f"005D{number:06d}"


def _teams(seed: int, size: int) -> Iterator[Team]:
    seats = [
        Seat(
            number, number // 12, number % 12, *_rep(seed, number), open_deals=_open_deals(seed, number), closed_deals=0
        )
        for number in range(12 * plan.blocks_of(size))
    ]
    seats = _with_closed(seats, size - sum(seat.open_deals for seat in seats))
    for number in range(len(seats) // 4):
        block, segment = number // 3, roster.SEGMENTS[number % 3]
        manager = segment.manager if block == 0 else _name(f"{seed}:manager:{number}")
        yield Team(
            number=number,
            id=f"00GD{number:05d}",
            name=segment.name if block == 0 else f"{segment.name} {block + 1}",
            segment=segment,
            manager=manager,
            manager_id=person_id(500_000 + number),
            manager_email=_email(manager, block and 500_000 + number),
            seats=tuple(seats[number * 4 : number * 4 + 4]),
        )


def _rep(seed: int, number: int) -> tuple[roster.Rep, str]:
    """The rep in that seat and their e-mail; beyond the first twelve they are invented."""
    block, slot = divmod(number, 12)
    rep = roster.SEGMENTS[slot // 4].reps[slot % 4]
    if block:
        name = _name(f"{seed}:rep:{number}")
        rep = replace(rep, name=name, skill=0.85 + Dice(f"{seed}:skill:{number}").random() * 0.3)
    return rep, _email(rep.name, block and number)


def _name(seed: str) -> str:
    dice = Dice(seed)
    return f"{dice.pick(roster.FIRST_NAMES)} {dice.pick(roster.LAST_NAMES)}"


def _email(name: str, number: int = 0) -> str:
    """first.last@…, with a number where invented people might share a name."""
    return f"{name.lower().replace(' ', '.')}{number or ''}@{roster.DOMAIN}"


def _open_deals(seed: int, number: int) -> int:
    return plan.OVERLOAD if number == plan.OVERLOADED_REP else Dice(f"{seed}:open:{number}").between(20, 33)


def _with_closed(seats: list[Seat], closed: int) -> list[Seat]:
    """The seats with all closed deals dealt out by segment, to the last one."""
    shares = [roster.SEGMENTS[seat.slot // 4].share for seat in seats]
    whole, given, before = sum(shares), 0, 0.0
    dealt = []
    for seat, share in zip(seats, shares, strict=True):
        before += share
        until = round(closed * before / whole)
        dealt.append(replace(seat, closed_deals=until - given))
        given = until
    return dealt


def _people(teams: tuple[Team, ...]) -> Iterator[Row]:
    chief = person_id(900_000)
    for team in teams:
        for seat in team.seats:
            yield _person(seat.id, seat.rep.name, seat.email, "rep", seat.rep.timezone) | {
                "team_id": team.id, "manager_id": team.manager_id, "territory_id": territory_id(seat.rep.region),
            }  # fmt: skip
        zone = team.segment.manager_timezone
        yield _person(team.manager_id, team.manager, team.manager_email, "manager", zone) | {
            "team_id": team.id, "manager_id": chief,
        }  # fmt: skip
    yield _person(chief, roster.EXECUTIVE, _email(roster.EXECUTIVE), "executive", roster.NEW_YORK)
    operator = _person(person_id(900_001), roster.OPERATOR, _email(roster.OPERATOR), "operator", roster.LONDON)
    yield operator | {"manager_id": chief}


def _person(id_: str, name: str, email: str, role: str, timezone: str) -> Row:
    return {
        "id": id_, "name": name, "email": email, "role": role, "timezone": timezone, "team_id": None,
        "manager_id": None, "territory_id": None, "is_active": True,
    }  # fmt: skip


def plant_burst(company: DemoCompany) -> DemoCompany:
    """The same company in which one rep wins 10.4 million within five minutes, as a bad import would show it."""
    seat, began = company.teams[0].seats[1], at_midnight(company.today, 10)
    book: Book = {"opportunity": [], "stage_change": [], "field_change": []}
    for n in range(4):
        at, deal_id = began + timedelta(minutes=n), f"006DBURST{n}"
        mark = {"source": roster.SOURCE, "updated_at": at}
        change = {"opportunity_id": deal_id, "at": at, "by_id": seat.id, **mark}
        book["opportunity"].append(
            {
                "id": deal_id, "name": f"Fabrikam: Platform bulk entry {n + 1}", "account_id": account_id(2),
                "owner_id": seat.id, "product_id": product_id("Platform"), "stage_id": "closed_won", "status": "won",
                "is_open": False, "amount": Decimal(2_600_000), "currency": roster.CURRENCY,
                "created_on": company.today - timedelta(days=30), "close_date": company.today,
                "stage_entered_on": company.today, "stale_on": None, "last_activity_on": company.today,
                "quiet_on": None, "forecast_category": "Closed", "next_step": None, "lost_reason": None,
                "pushed_count": 0, **mark,
            }
        )  # fmt: skip
        started = {
            "opportunity_id": deal_id,
            "at": at_midnight(company.today - timedelta(days=30), 600),
            "by_id": seat.id,
        }
        book["stage_change"] += [
            {"id": f"017DBURST{n}a", "from_stage_id": None, "to_stage_id": "negotiation", **started, **mark},
            {"id": f"017DBURST{n}b", "from_stage_id": "negotiation", "to_stage_id": "closed_won", **change},
        ]
        book["field_change"].append(
            {"id": f"018DBURST{n}", "field": "amount", "old": "26000", "new": "2600000", **change}
        )
    return replace(company, added=(*company.added, book))


def account_id(number: int) -> str:
    """Id of an account: the named ones count from 0, the invented ones from 1000."""
    return f"001D{number:07d}"
