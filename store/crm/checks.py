"""What can be wrong with a single record, as conditions that the database evaluates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Table, case, func, or_, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from domain.bound import Bound
from store.crm.query.sql import bare
from store.crm.tables import accounts, leads, opportunities, people, products, stage_changes, stages

FAR_PAST_YEARS, FAR_FUTURE_YEARS = 10, 5
IMPOSSIBLE_TIMES = 100
"""A single amount this many times the impossible sum is impossible by itself."""

Clause = ColumnElement[bool]
o = opportunities.c
ALIKE = (
    o.name, o.account_id, o.owner_id, o.product_id, o.stage_id, o.amount, o.currency, o.created_on, o.close_date,
)  # fmt: skip
"""What two records have in common of which one is a duplicate."""


class day_of(FunctionElement[date]):
    """The UTC day of an instant that is stored as microseconds."""

    type = Date()
    inherit_cache = True


@compiles(day_of, "sqlite")
def _day_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)} / 1000000, 'unixepoch')"


@compiles(day_of, "postgresql")
def _day_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(to_timestamp({compiler.process(element.clauses, **kw)} / 1000000) AT TIME ZONE 'UTC' AS DATE)"


@dataclass(frozen=True)
class Check:
    """One thing to look for in each record, and what to show of a record that has it."""

    test: Clause
    seen: ColumnElement[Any] | None = None

    @cached_property
    def found(self) -> ColumnElement[int]:
        """How many records have it."""
        return func.count(case((self.test, 1)))


def deal_checks(bound: Bound) -> dict[str, Check]:
    """The checks that look at one deal at a time, by the id of the rule that judges them."""
    return checks_on(bound.today, Decimal(str(bound.settings["report.impossible_amount"])))


@lru_cache(16)
def checks_on(today: date, limit: Decimal) -> dict[str, Check]:
    is_closed = o.status.in_(("won", "lost"))
    long_ago, far_ahead = years_from(today, -FAR_PAST_YEARS), years_from(today, FAR_FUTURE_YEARS)
    return {
        "negative_amount": Check(o.amount < 0, o.amount),
        "won_with_zero": Check((o.status == "won") & (o.amount == 0)),
        "missing_amount": Check(o.amount.is_(None)),
        "impossible_amount": Check(o.amount >= limit * IMPOSSIBLE_TIMES, o.amount),
        "close_before_created": Check(o.close_date < o.created_on, o.close_date),
        "created_in_future": Check(o.created_on > today, o.created_on),
        "closed_in_future": Check(is_closed & (o.close_date > today), o.close_date),
        "far_past": Check(or_(o.created_on < long_ago, o.close_date < long_ago), _first_date()),
        "far_future": Check(or_(o.created_on > far_ahead, o.close_date > far_ahead), o.close_date),
        "closed_without_date": Check(is_closed & o.close_date.is_(None)),
        "open_past_close": Check(bare(o.is_open) & (o.close_date < today), o.close_date),
        "missing_account": Check(o.account_id.is_(None)),
        "missing_owner": Check(o.owner_id.is_(None)),
        "unknown_owner": _unknown(o.owner_id, people),
        "unknown_account": _unknown(o.account_id, accounts),
        "unknown_stage": _unknown(o.stage_id, stages),
        "unknown_product": _unknown(o.product_id, products),
    }


def lead_checks(bound: Bound) -> dict[str, Check]:
    """The checks that look at one lead at a time."""
    c, today = leads.c, bound.today
    return {
        "created_in_future": Check(c.created_on > today, c.created_on),
        "converted_before_created": Check(c.converted_on < c.created_on, c.converted_on),
        "far_past": Check(c.created_on < years_from(today, -FAR_PAST_YEARS), c.created_on),
        "missing_owner": Check(c.owner_id.is_(None)),
        "unknown_owner": _unknown(c.owner_id, people),
    }


def _unknown(reference: ColumnElement[Any], table: Table) -> Check:
    """A reference to a record that was never loaded."""
    # Looked up for each record: a list of all ids would be made anew for an answer about ten.
    known = table.alias()
    is_known = select(known.c.id).where(known.c.id == reference).correlate(reference.table).exists()
    return Check(reference.is_not(None) & ~is_known, reference)


def _first_date() -> ColumnElement[Any]:
    """The earlier of the two dates, as far as there are any."""
    created, closed = func.coalesce(o.created_on, o.close_date), func.coalesce(o.close_date, o.created_on)
    return case((created < closed, created), else_=closed)


@cache
def won_at() -> ColumnElement[Any]:
    """When a deal was won, in microseconds; NULL where nothing says so."""
    c = stage_changes.c
    won_stages = select(stages.c.id).where(stages.c.status == "won").correlate(None)
    last = (
        select(func.max(type_coerce(c.at, BigInteger())))
        .where(c.opportunity_id == o.id, c.to_stage_id.in_(won_stages))
        .correlate(opportunities)
        .scalar_subquery()
    )
    updated = type_coerce(o.updated_at, BigInteger())
    return func.coalesce(last, case((day_of(updated) == o.close_date, updated)))


def years_from(day: date, years: int) -> date:
    """The same day so many years away; 29 February becomes the 28th."""
    year = min(max(day.year + years, 1), 9999)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
