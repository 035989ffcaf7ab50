"""Takes what a first load brings in as known: whoever watches is told of what becomes so later, not of all there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Connection, Date, cast, func, literal, select, true

from domain.nudging import Condition
from domain.thresholds import SettingValue, whole
from store.crm.due import QUIET, Override
from store.crm.looking import digest, lower, raised_again
from store.crm.watching import Look, found, latest_change
from store.triggers import flags, triggers
from store.types import Instant
from store.upsert import INSERTS

OF_CHANGES: tuple[Condition, ...] = ("amount_change", "change_pattern")
"""Conditions that the history of deals alone can bring about."""
EVERY: tuple[Condition, ...] = get_args(Condition)
COLUMNS = ("record_id", "opportunity_id", "owner_id", "since")


def take_as_known(
    connection: Connection,
    policy: Mapping[str, SettingValue],
    overrides: Sequence[Override],
    now: datetime,
    today: date,
    conditions: Sequence[Condition] = EVERY,
) -> int:
    """How many flags are up after a load, all of them as things that were so before anybody watched.

    Shape:  in the transaction of the load, so that no look sees the records without their flags. The triggers' next
            looks see only what is new from here on. The due dates must be right already.
    """
    least = min(whole(one[QUIET]) for one in (policy, *(other.policy for other in overrides)) if QUIET in one)
    look = Look(today, now, policy, least_gap=timedelta(days=least), overrides=overrides)
    newest = latest_change(connection)
    for condition in conditions:
        lower(connection, condition, look)
        _raise(connection, condition, look)
        seen = triggers.update().where(triggers.c.condition == condition)
        connection.execute(
            seen.values(
                looked_on=today,
                data_until=min(newest, now) if newest else now,
                policy=digest(connection, condition, policy, overrides),
            )
        )
    up = select(func.count()).where(flags.c.condition.in_(conditions), flags.c.cleared_at.is_(None))
    return int(connection.execute(up).scalar_one())


def _raise(connection: Connection, condition: Condition, look: Look) -> None:
    """Flags everything that is in the condition, as known."""
    here = found(condition, look).subquery()
    # PostgreSQL takes a bare NULL for text; to SQLite a date is text, and a cast would make a number of it.
    since = here.c.since if connection.dialect.name == "sqlite" else cast(here.c.since, Date)
    rows = select(
        literal(condition),
        *(since if name == "since" else here.c[name] for name in COLUMNS),
        literal(look.now, Instant),
        true(),
        # SQLite takes ON CONFLICT behind a SELECT for a join unless a WHERE stands between them.
    ).where(here.c.record_id.is_not(None))
    insert: Any = INSERTS[connection.dialect.name](flags)
    insert = insert.from_select(["condition", *COLUMNS, "flagged_at", "is_baseline"], rows, include_defaults=False)
    connection.execute(raised_again(insert))
