"""When open deals fall due: the days on which they become stalled or quiet, kept in columns so a trigger can seek them.

Staleness comes with time, not with a change, so a watermark alone would miss it; these columns let a range over a
small index find what fell due. They are worked out anew here, set-based, after an import and whenever a threshold that
they depend on changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
    update,
)

from domain.errors import BadSetting
from domain.thresholds import SettingValue, whole
from store.crm.tables import opportunities, people

STALE, QUIET = "pipeline.stale_days", "pipeline.activity_gap_days"
MOST_OPEN = "pipeline.max_open_deals"


@dataclass(frozen=True)
class Override:
    """Thresholds of their own for the deals of one team, territory, person or stage; one left out stays as it was.

    Shape:  `of` says which column of the owner holds `id`, or that it is the deal's stage; with `stage` it is for the
            deals in that stage alone.
    """

    of: Literal["team_id", "territory_id", "id", "stage_id"]
    id: str
    policy: Mapping[str, SettingValue]
    stage: str = ""


def set_due_dates(
    connection: Connection,
    policy: Mapping[str, SettingValue],
    overrides: Sequence[Override] = (),
    only: Sequence[str] | None = None,
) -> int:
    """How many deals got other due dates, in the caller's transaction.

    Shape:  an open deal is stalled from the day after `pipeline.stale_days` whole days in its stage, and quiet from the
            day after `pipeline.activity_gap_days` without activity; a closed one falls due never. Where several
            overrides fit an owner, the last one holds. `only` looks at these deals alone.
    Raises: BadSetting for a threshold that is not a whole number of days.
    """
    due = _due_columns(connection, policy, overrides)
    meant = true() if only is None else opportunities.c.id.in_(only)
    values = {column.name: day for column, day in due.items()}
    set_open = update(opportunities).where(meant, _is_off(due)).values(values)
    clear_closed = update(opportunities).where(meant, _WAS_DUE).values(stale_on=None, quiet_on=None)
    return sum(connection.execute(statement).rowcount for statement in (set_open, clear_closed))


def to_be_set(connection: Connection, policy: Mapping[str, SettingValue], overrides: Sequence[Override]) -> Select[Any]:
    """Ids of the deals that `set_due_dates` would give other due dates."""
    off = select(opportunities.c.id).where(_is_off(_due_columns(connection, policy, overrides)))
    # Each by its own index; an OR of both would read every deal there is.
    return select(union_all(off, select(opportunities.c.id).where(_WAS_DUE)).subquery().c.id)


def _due_columns(
    connection: Connection, policy: Mapping[str, SettingValue], overrides: Sequence[Override]
) -> dict[ColumnElement[Any], ColumnElement[Any]]:
    columns = opportunities.c
    return {
        columns.stale_on: _due(connection, columns.stage_entered_on, _days(STALE, policy, overrides)),
        # A deal that nobody ever touched has been quiet since it began, as whoever asks for cold deals is told.
        columns.quiet_on: _due(
            connection, func.coalesce(columns.last_activity_on, columns.created_on), _days(QUIET, policy, overrides)
        ),
    }


def _is_off(due: Mapping[ColumnElement[Any], ColumnElement[Any]]) -> ColumnElement[bool]:
    return and_(opportunities.c.is_open, or_(*(column.is_distinct_from(day) for column, day in due.items())))


_WAS_DUE = and_(
    ~opportunities.c.is_open, or_(opportunities.c.stale_on.is_not(None), opportunities.c.quiet_on.is_not(None))
)
"""Closed deals that still fall due."""


def due_day(
    connection: Connection,
    since: ColumnElement[Any],
    name: str,
    policy: Mapping[str, SettingValue],
    overrides: Sequence[Override] = (),
) -> ColumnElement[Any]:
    """The day on which a deal falls due under a policy, whether or not that is the one in force."""
    return _due(connection, since, _days(name, policy, overrides))


def _days(name: str, policy: Mapping[str, SettingValue], overrides: Sequence[Override]) -> ColumnElement[int]:
    """Days until a deal falls due, by the last override that fits it."""
    usual = literal(_whole_days(name, policy[name]) + 1, Integer)
    fitting = [
        (_is_of(override), _whole_days(name, override.policy[name]) + 1)
        for override in reversed(overrides)
        if name in override.policy
    ]
    return case(*fitting, else_=usual) if fitting else usual


def most_open_of_owner(policy: Mapping[str, SettingValue], overrides: Sequence[Override]) -> ColumnElement[int]:
    """How many open deals the owner of a deal may have, by the last override that fits them."""
    usual = literal(whole(policy[MOST_OPEN]), Integer)
    fitting = [
        (_is_of(override), whole(override.policy[MOST_OPEN]))
        for override in reversed(overrides)
        if MOST_OPEN in override.policy and override.of != "stage_id" and not override.stage
    ]
    return case(*fitting, else_=usual) if fitting else usual


def _is_of(override: Override) -> ColumnElement[bool]:
    if override.of == "stage_id":
        return opportunities.c.stage_id == override.id
    theirs = opportunities.c.owner_id.in_(select(people.c.id).where(people.c[override.of] == override.id))
    return and_(theirs, opportunities.c.stage_id == override.stage) if override.stage else theirs


def _whole_days(name: str, value: SettingValue) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 1:
        raise BadSetting(name, f"“{value}” is not a whole number of days; give 1 or more")
    return whole(value)


def _due(connection: Connection, since: ColumnElement[Any], days: ColumnElement[int]) -> ColumnElement[Any]:
    """The day so many days later; no day at all where nothing is known."""
    if connection.dialect.name == "sqlite":
        shift = literal("+").concat(cast(days, Integer)).concat(" days")
        return type_coerce(func.date(since, shift), Date)
    return type_coerce(since + days, Date)
