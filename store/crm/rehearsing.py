"""Open deals with the days on which their conditions began, under settings that need not be those in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Date, and_, case, func, or_, select, type_coerce

from domain.nudging import Condition
from domain.rehearsal import DAYS, Candidate
from domain.thresholds import SettingValue, whole
from store.crm.due import QUIET, STALE, Override, due_day
from store.crm.query.sql import bare
from store.crm.required import lacks_required
from store.crm.tables import opportunities, people, teams

o = opportunities.c
DAY = timedelta(days=1)


def count_open(connection: Connection) -> int:
    """How many open deals there are."""
    return int(connection.execute(select(func.count()).select_from(opportunities).where(bare(o.is_open))).scalar() or 0)


def candidates(
    connection: Connection,
    policy: Mapping[str, SettingValue],
    overrides: Sequence[Override],
    today: date,
    owners: Collection[str] | None = None,
) -> list[Candidate]:
    """Per rep as many deals as a week of messages could ask about, those in most conditions and then the largest first.

    Shape:  `owners` limits it to these reps; None is everybody. A deal that lacks a field is taken to have lacked it
            all week, since the mirror does not say since when.
    """
    last = today - DAY
    stale = due_day(connection, o.stage_entered_on, STALE, policy, overrides)
    quiet = due_day(connection, func.coalesce(o.last_activity_on, o.created_on), QUIET, policy, overrides)
    missing = lacks_required(policy)
    holds = [stale <= last, quiet <= last, o.close_date < last, missing]
    many: Any = sum((case((one, 1), else_=0) for one in holds[1:]), case((holds[0], 1), else_=0))
    boss = func.coalesce(people.c.manager_id, teams.c.manager_id, "")
    place = func.row_number().over(
        partition_by=o.owner_id, order_by=(many.desc(), func.coalesce(o.amount, 0).desc(), o.id)
    )
    wanted = [bare(o.is_open), or_(*holds)] + ([o.owner_id.in_(sorted(owners))] if owners is not None else [])
    ranked = (
        select(
            o.id, o.name, o.owner_id, boss.label("boss"), o.amount, type_coerce(stale, Date).label("stale"),
            type_coerce(quiet, Date).label("quiet"), o.close_date, case((missing, 1), else_=0).label("missing"),
            place.label("place"),
        )
        .join(people, and_(people.c.id == o.owner_id, people.c.is_active))
        .outerjoin(teams, teams.c.id == people.c.team_id)
        .where(*wanted)
        .subquery()
    )  # fmt: skip
    most = whole(policy["nudge.deals_per_message"]) * DAYS
    return [_candidate(row, today) for row in connection.execute(select(ranked).where(ranked.c.place <= most))]


def _candidate(row: Any, today: date) -> Candidate:
    since: list[tuple[Condition, date | None]] = [
        ("stale", row.stale),
        ("quiet", row.quiet),
        ("past_due", row.close_date + DAY if row.close_date else None),
        ("missing", today - timedelta(days=DAYS) if row.missing else None),
    ]
    due = tuple((condition, day) for condition, day in since if day is not None)
    worth = float(row.amount or 0)
    return Candidate(id=row.id, name=row.name, owner_id=row.owner_id, manager_id=row.boss, worth=worth, due=due)
