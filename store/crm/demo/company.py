"""The demo company as a whole: built from three numbers, read team by team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from store.crm.demo import plan, roster
from store.crm.demo.book import book_of
from store.crm.demo.people import people_rows, teams_of
from store.crm.demo.seats import Book, Era, Row, Team, account_id, at_midnight, mark, product_id, territory_id


@dataclass(frozen=True)
class DemoCompany:
    """A whole company; its rows are worked out, always alike, each time they are read.

    Nothing but the teams is kept in memory, so a million deals stream as well as two thousand.
    """

    seed: int
    size: int
    today: date
    teams: tuple[Team, ...]
    added: tuple[Book, ...] = ()

    def books(self) -> Iterator[Book]:
        """All rows: what everybody shares first, then team by team, then what was added."""
        era = Era(self.seed, self.today)
        yield _shared(era, self.teams)
        for team in self.teams:
            yield book_of(era, team)
        yield from self.added

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of one kind of record."""
        for book in self.books():
            yield from book.get(kind, ())


def build(seed: int, size: int, today: date) -> DemoCompany:
    """A company of exactly `size` opportunities as it stands on `today`; the same three always give the same rows.

    Raises: ValueError for a company too small to hold every planted case.
    """
    if size < plan.LEAST_SIZE:
        raise ValueError(
            f"A demo company of {size:,} opportunities is too small to hold every case it must show; "
            f"ask for {plan.LEAST_SIZE:,} or more."
        )
    return DemoCompany(seed, size, today, teams_of(seed, size))


def _shared(era: Era, teams: tuple[Team, ...]) -> Book:
    made = mark(era.starts_on - timedelta(days=200))
    return {
        "territory": [{"id": territory_id(name), "name": name, **made} for name in roster.REGIONS],
        "team": [{"id": team.id, "name": team.name, "manager_id": team.manager_id, **made} for team in teams],
        "person": [person | made for person in people_rows(teams)],
        "product": [
            {"id": product_id(name), "name": name, "series": series, "list_price": Decimal(price),
             "currency": roster.CURRENCY, **made}
            for name, series, price, _, _ in roster.PRODUCTS
        ],
        "stage": [
            {"id": id_, "name": name, "position": position, "status": status, "probability": probability, **made}
            for position, (id_, name, status, probability) in enumerate(roster.STAGES, 1)
        ],
    }  # fmt: skip


def plant_burst(company: DemoCompany) -> DemoCompany:
    """The same company in which one rep wins 10.4 million within five minutes, as a bad import would show it."""
    book: Book = {"opportunity": [], "stage_change": [], "field_change": []}
    rep, began = company.teams[0].seats[1].id, company.today - timedelta(days=30)
    for n in range(4):
        deal, won = f"006DBURST{n}", mark(at_midnight(company.today, 10 + n))
        first = {"opportunity_id": deal, "by_id": rep, "at": mark(began)["updated_at"], **mark(began)}
        last = {"opportunity_id": deal, "by_id": rep, "at": won["updated_at"], **won}
        book["opportunity"].append(_burst_deal(n, rep, began, company.today) | {"id": deal, **won})
        book["stage_change"] += [
            {"id": f"017DBURST{n}0", "from_stage_id": None, "to_stage_id": "negotiation", **first},
            {"id": f"017DBURST{n}1", "from_stage_id": "negotiation", "to_stage_id": "closed_won", **last},
        ]
        book["field_change"].append(
            {"id": f"018DBURST{n}", "field": "amount", "old": "26000", "new": "2600000", **last}
        )
    return replace(company, added=(*company.added, book))


def _burst_deal(n: int, owner_id: str, created: date, won_on: date) -> Row:
    return {
        "name": f"Fabrikam: Platform bulk entry {n + 1}", "account_id": account_id(2), "owner_id": owner_id,
        "product_id": product_id("Platform"), "stage_id": "closed_won", "status": "won", "is_open": False,
        "amount": Decimal(2_600_000), "currency": roster.CURRENCY, "created_on": created, "close_date": won_on,
        "stage_entered_on": won_on, "stale_on": None, "last_activity_on": created, "quiet_on": None,
        "forecast_category": "Closed", "next_step": None, "lost_reason": None, "pushed_count": 0,
    }  # fmt: skip
