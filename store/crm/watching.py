"""The conditions that triggers watch, as set-based SQL: all records in one, or what became so since the last look.

A condition that comes with time is found by a range over its due-time column, one that comes with a change by when the
record last changed, so that a look costs what is new and not what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Float,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union,
)

from domain.nudging import Condition
from domain.thresholds import SettingValue, whole
from store.crm.due import Override, most_open_of_owner
from store.crm.query.sql import bare, is_plain_number
from store.crm.required import lacks_required
from store.crm.tables import field_changes, opportunities
from store.types import to_micros

o = opportunities.c
REMEMBERED = timedelta(days=30)
"""How far back amount changes are looked at."""
DAY, DAY_US = timedelta(days=1), 86_400_000_000


@dataclass(frozen=True)
class Look:
    """One look at the records. Without `looked_on` and `data_until` it sees all, with them what is new since."""

    today: date
    now: datetime
    policy: Mapping[str, SettingValue]
    looked_on: date | None = None
    data_until: datetime | None = None
    least_gap: timedelta = timedelta()
    """The least activity gap in force anywhere."""
    overrides: Sequence[Override] = ()
    """What teams, territories and people have of their own."""


def found(condition: Condition, look: Look) -> Select[Any]:
    """(record_id, opportunity_id, owner_id, since) of everything in the condition that this look can see."""
    return _CONDITIONS[condition](look)


def count(connection: Connection, condition: Condition, look: Look) -> int:
    """How many records are in the condition."""
    return int(connection.execute(select(func.count()).select_from(found(condition, look).subquery())).scalar() or 0)


def still(condition: Condition, look: Look) -> ColumnElement[bool] | None:
    """Whether a deal is in the condition still; None for conditions that are not of one deal."""
    holds: dict[str, Callable[[], ColumnElement[bool]]] = {
        "stale": lambda: o.stale_on <= look.today,
        "quiet": lambda: o.quiet_on <= look.today,
        "past_due": lambda: o.close_date < look.today,
        "missing": lambda: lacks_required(look.policy),
    }
    return and_(bare(o.is_open), holds[condition]()) if condition in holds else None


def may_be_over(condition: Condition, look: Look) -> Select[Any]:
    """Ids of the deals that may have left a condition since the last look: whatever changed since."""
    changed = select(o.id).where(o.updated_at >= look.data_until)
    if condition != "quiet" or look.looked_on is None:
        return changed
    # An activity touches the deal's due day and not the deal itself; its new due day lies a whole gap ahead.
    touched = select(o.id).where(bare(o.is_open), o.quiet_on > look.looked_on + look.least_gap)
    return select(union(changed, touched).subquery().c.id)


def latest_change(connection: Connection) -> datetime | None:
    """When the newest record changed, as its source says."""
    newest: datetime | None = connection.execute(select(func.max(o.updated_at))).scalar()
    return newest


def _rows(since: ColumnElement[Any], *where: ColumnElement[bool]) -> Select[Any]:
    columns = (
        o.id.label("record_id"), o.id.label("opportunity_id"), o.owner_id.label("owner_id"),
        type_coerce(since, Date).label("since"),
    )  # fmt: skip
    return select(*columns).where(bare(o.is_open), *where)


NEVER = date(9999, 1, 1)


def _of_deals(look: Look, since: ColumnElement[Any], due: ColumnElement[Any]) -> Select[Any]:
    """All that are due; or those that fell due since the last look, with those that changed since."""
    if look.data_until is None or look.looked_on is None:
        return _rows(since, due <= look.today)
    fell_due = _rows(since, due <= look.today, due > look.looked_on)
    # The column is wrapped so that no planner seeks by it here: few deals changed, and many are long due.
    changed = _rows(since, func.coalesce(due, NEVER) <= look.today, o.updated_at >= look.data_until)
    # Two seeks, each by its own index; an OR of both would read every open deal.
    both = union(fell_due, changed).subquery()
    return select(*both.c)


def _stale_rows(look: Look) -> Select[Any]:
    return _of_deals(look, o.stage_entered_on, o.stale_on)


def _quiet_rows(look: Look) -> Select[Any]:
    return _of_deals(look, func.coalesce(o.last_activity_on, o.created_on), o.quiet_on)


def _past_due_rows(look: Look) -> Select[Any]:
    # A close date is past on the day after it: what was not past on one day is so from that day's date on.
    yesterday = replace(look, today=look.today - DAY, looked_on=look.looked_on - DAY if look.looked_on else None)
    return _of_deals(yesterday, o.close_date, o.close_date)


def _missing_rows(look: Look) -> Select[Any]:
    changed = () if look.data_until is None else (o.updated_at >= look.data_until,)
    return _rows(null(), lacks_required(look.policy), *changed)


def large_amount_changes(look: Look, since: datetime) -> Select[Any]:
    """Amount changes above the threshold, with whose deal it was."""
    f = field_changes.c
    # A comparison that fails inside CASE is never tried on text that is no number.
    numbers = and_(is_plain_number(f.old), is_plain_number(f.new))
    old, new = cast(f.old, Float), cast(f.new, Float)
    percent = float(str(look.policy["pipeline.value_change_percent"]))
    large = case((numbers, func.abs(new - old) * 100 > percent * func.abs(old)), else_=literal(False))
    return (
        select(f.id, f.at, f.opportunity_id, o.owner_id, o.account_id)
        .join(opportunities, o.id == f.opportunity_id)
        .where(
            f.field == "amount", f.at > since, f.at <= look.now, large, case((numbers, old != 0), else_=literal(False))
        )
    )


def _amount_change_rows(look: Look) -> Select[Any]:
    since = max(look.now - REMEMBERED, look.data_until or look.now - REMEMBERED)
    changes = large_amount_changes(look, since).subquery()
    return select(
        changes.c.id.label("record_id"), changes.c.opportunity_id, changes.c.owner_id,
        type_coerce(null(), Date).label("since"),
    )  # fmt: skip


def _pattern_rows(look: Look) -> Select[Any]:
    """Reps and accounts of whom so many large changes lie within so many days."""
    changes = large_amount_changes(look, look.now - REMEMBERED).cte("large_changes")
    return union(_patterns(look, changes, "owner_id", "rep:"), _patterns(look, changes, "account_id", "account:"))  # type: ignore[return-value]


def _patterns(look: Look, changes: Any, of: str, prefix: str) -> Select[Any]:
    many, days = whole(look.policy["pipeline.change_pattern_count"]), whole(look.policy["pipeline.change_pattern_days"])
    by = {"partition_by": changes.c[of], "order_by": (changes.c.at, changes.c.id)}
    at = changes.c.at
    row = select(
        changes.c[of].label("of"), changes.c.owner_id, at.label("at"), func.lag(at, many - 1).over(**by).label("first")
    ).where(changes.c[of].is_not(None)).subquery()  # fmt: skip
    # Times are whole microseconds on both databases; as such they can be taken from each other.
    span = type_coerce(row.c.at, BigInteger) - type_coerce(row.c.first, BigInteger)
    return (
        select(
            literal(prefix).concat(row.c.of).label("record_id"),
            type_coerce(null(), o.id.type).label("opportunity_id"),
            func.max(row.c.owner_id).label("owner_id"),
            type_coerce(null(), Date).label("since"),
        )
        .where(span <= days * DAY_US)
        .group_by(row.c.of)
        .having(func.max(type_coerce(row.c.at, BigInteger)) > to_micros(look.data_until or look.now - REMEMBERED))
    )


def _capacity_rows(look: Look) -> Select[Any]:
    return (
        select(
            o.owner_id.label("record_id"),
            type_coerce(null(), o.id.type).label("opportunity_id"),
            o.owner_id.label("owner_id"),
            type_coerce(null(), Date).label("since"),
        )
        .where(bare(o.is_open), o.owner_id.is_not(None))
        .group_by(o.owner_id)
        .having(func.count() > most_open_of_owner(look.policy, look.overrides))
    )


_CONDITIONS: dict[Condition, Callable[[Look], Select[Any]]] = {
    "stale": _stale_rows,
    "quiet": _quiet_rows,
    "past_due": _past_due_rows,
    "missing": _missing_rows,
    "amount_change": _amount_change_rows,
    "change_pattern": _pattern_rows,
    "over_capacity": _capacity_rows,
}


def in_batches(connection: Connection, statement: Select[Any], size: int) -> Iterator[list[dict[str, Any]]]:
    """The rows, a few thousand in memory at a time.

    Shape:  PostgreSQL sends them all at once, packed: for a cursor it plans to find the first rows early, not all of
            them soon, and uses one core.
    """
    options = {"yield_per": size} if connection.dialect.name == "sqlite" else {}
    result = connection.execute(statement, execution_options=options).mappings()
    for rows in result.partitions(size):
        yield [dict(row) for row in rows]
