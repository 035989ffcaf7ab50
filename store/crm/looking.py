"""One look of a trigger: raises a flag on what is newly in its condition, and takes down what no longer is.

The records are read with the reader's connection and the flags written a batch at a time, so that a first look at an
old CRM neither fills the memory nor keeps the database from hearing what people say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.nudging import DEAL_CONDITIONS, Condition
from domain.thresholds import SettingValue, whole
from store.crm.due import MOST_OPEN, QUIET, STALE, Override, set_due_dates, to_be_set
from store.crm.tables import imports, opportunities
from store.crm.watching import REMEMBERED, Look, found, in_batches, latest_change, may_be_over, still
from store.session import Database
from store.settings import settings
from store.triggers import flags, triggers
from store.upsert import insert_for

BATCH, AT_ONCE = 5_000, 200
"""Rows read at a time, and rows written at a time: on SQLite an event that comes in waits for each of these writes."""
DECIDES: dict[Condition, tuple[str, ...]] = {
    "stale": (STALE,),
    "quiet": (QUIET,),
    "missing": ("required_fields.prospecting", "required_fields.open", "required_fields.stages"),
    "amount_change": ("pipeline.value_change_percent",),
    "change_pattern": (
        "pipeline.value_change_percent",
        "pipeline.change_pattern_count",
        "pipeline.change_pattern_days",
    ),
    "over_capacity": ("pipeline.max_open_deals",),
}
"""The settings that a condition depends on; when one of them changes, everything is looked at again."""
SCOPES = {"team": "team_id", "territory": "territory_id", "person": "id", "stage": "stage_id"}


@dataclass(frozen=True)
class Looked:
    """What a look came to: how many records are flagged now, how many newly, and whether it was the first ever."""

    found: int
    fresh: int
    is_first: bool
    was_full: bool


def look(
    db: Database, name: str, condition: Condition, policy: Mapping[str, SettingValue], now: datetime, today: date
) -> Looked:
    """What a trigger finds now. Safe to run again at any point: a flag that stands is not raised a second time."""
    with db.looking() as connection:
        seen = connection.execute(select(triggers).where(triggers.c.name == name)).mappings().one()
    overrides = saved_overrides(db)
    with db.reading() as reader:
        policy_digest = digest(reader, condition, policy, overrides)
    full, first = seen["policy"] != policy_digest, seen["looked_on"] is None
    if full and condition in ("stale", "quiet"):
        _set_due_dates(db, policy, overrides)
    least = min(whole(one[QUIET]) for one in (policy, *(other.policy for other in overrides)) if QUIET in one)
    wanted = Look(today, now, policy, least_gap=timedelta(days=least), overrides=overrides)
    if not full:
        wanted = replace(wanted, looked_on=seen["looked_on"], data_until=seen["data_until"])
    with db.reading() as reader:
        newest = latest_change(reader)
        for rows in in_batches(reader, found(condition, wanted), BATCH):
            _raise(db, condition, rows, now, first)
    _lower(db, condition, wanted)
    with db.begin() as session:
        known, fresh = _counts(session, condition, now)
        # A source may date a change into the future; from then on it would hide every other one.
        until = min(newest, now) if newest else now
        session.execute(
            triggers.update()
            .where(triggers.c.name == name)
            .values(looked_on=today, data_until=until, policy=policy_digest, found=known, fresh=fresh, ended_at=now)
        )
    return Looked(known, fresh, first, full)


def saved_overrides(db: Database) -> list[Override]:
    """The thresholds that teams, territories, stages and people have of their own, the broadest first."""
    with db.looking() as connection:
        return overrides_in(connection)


def overrides_in(connection: Connection, names: Collection[str] = (STALE, QUIET, MOST_OPEN)) -> list[Override]:
    """The same, as the caller's transaction sees them."""
    query = select(settings.c.scope, settings.c.name, settings.c.value).where(settings.c.name.in_(sorted(names)))
    by_scope: dict[str, dict[str, SettingValue | None]] = {}
    for row in connection.execute(query.order_by(settings.c.version)):
        by_scope.setdefault(row.scope, {})[row.name] = json.loads(row.value)
    return overrides_of((), by_scope)


def overrides_of(
    saved: Sequence[Override], by_scope: Mapping[str, Mapping[str, SettingValue | None]]
) -> list[Override]:
    """The overrides that scopes with values of their own come to, over some that there are already."""
    order = list(SCOPES)
    fitting = []
    for scope, values in sorted(by_scope.items()):
        # What was withdrawn is kept as no value: what lies below holds.
        policy = {name: value for name, value in values.items() if value is not None}
        whole, _, stage = scope.partition("&stage:")
        kind, _, id_ = whole.partition(":")
        if kind in SCOPES and id_ and policy:
            fitting.append((order.index(kind), Override(SCOPES[kind], id_, policy, stage)))  # type: ignore[arg-type]
    # One for a stage of a team lies over those of the stage and of the team alone.
    fitting.sort(key=lambda one: (bool(one[1].stage), one[0]))
    return [*saved, *(override for _, override in fitting)]


def digest(
    reader: Connection, condition: Condition, policy: Mapping[str, SettingValue], overrides: Sequence[Override]
) -> str:
    """Of all that makes an earlier look worthless: other settings, other overrides, another load of the mirror."""
    loaded = reader.execute(select(func.max(imports.c.finished_at))).scalar()
    of = [[name, policy[name]] for name in DECIDES.get(condition, ())]
    own = [[one.of, one.id, one.stage, sorted(one.policy.items())] for one in overrides]
    return hashlib.sha256(json.dumps([of, own, str(loaded)], default=list).encode()).hexdigest()


def _set_due_dates(db: Database, policy: Mapping[str, SettingValue], overrides: Sequence[Override]) -> None:
    """Sets what is not as it should be, a few deals at a time."""
    with db.reading() as reader:
        for rows in in_batches(reader, to_be_set(reader, policy, overrides), AT_ONCE):
            with db.begin(waits=False) as session:
                set_due_dates(session.connection(), policy, overrides, only=[row["id"] for row in rows])


def _raise(db: Database, condition: Condition, rows: list[dict[str, Any]], now: datetime, first: bool) -> None:
    """Raises the flags that do not stand yet, a few at a time.

    Its commits need not wait for the disk: the one that says how far was looked comes after them, and waits.
    """
    standing_for = _standing_for(db, condition, rows)
    values = [
        row | {"condition": condition, "flagged_at": now, "is_baseline": first}
        for row in rows
        if standing_for.get(row["record_id"], _NOBODY) != row["owner_id"]
    ]
    for start in range(0, len(values), AT_ONCE):
        with db.begin(waits=False) as session:
            session.execute(raised_again(insert_for(session, flags)), values[start : start + AT_ONCE])


_NOBODY = object()


def _standing_for(db: Database, condition: Condition, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """By record: for whom its flag is up."""
    ids = [row["record_id"] for row in rows]
    up = select(flags.c.record_id, flags.c.owner_id).where(flags.c.condition == condition, flags.c.cleared_at.is_(None))
    with db.looking() as connection:
        return {row.record_id: row.owner_id for row in connection.execute(up.where(flags.c.record_id.in_(ids)))}


def raised_again(insert: Any) -> Any:
    """An insert of flags that leaves alone those that are up.

    Shape:  one that was taken down is raised anew; so is one on a deal that another rep has by now.
    """
    new = insert.excluded
    again = {
        "opportunity_id": new.opportunity_id, "owner_id": new.owner_id, "since": new.since,
        "flagged_at": new.flagged_at, "is_baseline": new.is_baseline, "cleared_at": None, "nudged_at": None,
    }  # fmt: skip
    other = or_(flags.c.cleared_at.is_not(None), flags.c.owner_id.is_distinct_from(new.owner_id))
    return insert.on_conflict_do_update(index_elements=["condition", "record_id"], set_=again, where=other)


def lower(session: Session | Connection, condition: Condition, wanted: Look) -> None:
    """Takes down the flags of what is no longer in the condition."""
    up = and_(flags.c.condition == condition, flags.c.cleared_at.is_(None))
    session.execute(flags.update().where(up, _is_over(condition, wanted)).values(cleared_at=wanted.now))


def _lower(db: Database, condition: Condition, wanted: Look) -> None:
    """The same in transactions of its own, a few flags at a time; each is looked at once more as it is taken down."""
    up = and_(flags.c.condition == condition, flags.c.cleared_at.is_(None))
    with db.looking() as connection:
        ids = list(connection.execute(select(flags.c.record_id).where(up, _is_over(condition, wanted))).scalars())
    over_now = _is_over(condition, replace(wanted, looked_on=None, data_until=None))
    for start in range(0, len(ids), AT_ONCE):
        some = flags.c.record_id.in_(ids[start : start + AT_ONCE])
        with db.begin(waits=False) as session:
            session.execute(flags.update().where(up, some, over_now).values(cleared_at=wanted.now))


def _is_over(condition: Condition, wanted: Look) -> Any:
    holds = still(condition, wanted)
    if holds is not None:
        here = select(opportunities.c.id).where(opportunities.c.id == flags.c.record_id, holds).correlate(flags)
        over = ~here.exists()
        if wanted.data_until is None:
            return over
        return and_(flags.c.record_id.in_(may_be_over(condition, wanted)), over)
    if condition == "over_capacity":
        return flags.c.record_id.not_in(select(found(condition, wanted).subquery().c.record_id))
    return flags.c.flagged_at < wanted.now - REMEMBERED


def _counts(session: Session, condition: Condition, now: datetime) -> tuple[int, int]:
    up = and_(flags.c.condition == condition, flags.c.cleared_at.is_(None))
    standing = select(func.count(), func.count().filter(flags.c.flagged_at == now)).where(up)
    known, fresh = session.execute(standing).one()
    return int(known), int(fresh)


def standing(connection: Connection, conditions: Sequence[Condition] = DEAL_CONDITIONS) -> Iterator[Any]:
    """Every flag that is up, a row each: condition, record_id, owner_id, since, flagged_at, is_baseline, nudged_at."""
    up = select(flags).where(flags.c.cleared_at.is_(None), flags.c.condition.in_(conditions))
    yield from connection.execute(up.order_by(flags.c.owner_id, flags.c.record_id, flags.c.condition))


def mark_nudged(session: Session, record_ids: Sequence[str], at: datetime) -> None:
    """Remembers that people were asked about these deals, in the caller's transaction."""
    asked = and_(flags.c.record_id.in_(sorted(record_ids)), flags.c.condition.in_(DEAL_CONDITIONS))
    session.execute(flags.update().where(asked, flags.c.cleared_at.is_(None)).values(nudged_at=at))


def asked_since(connection: Connection, record_ids: Sequence[str], at: datetime) -> set[str]:
    """Those of these deals that somebody was asked about after this time."""
    named = flags.c.record_id.in_(sorted(record_ids))
    return set(connection.execute(select(flags.c.record_id).where(named, flags.c.nudged_at > at)).scalars())


def untold(connection: Connection, condition: Condition) -> set[str]:
    """Records that were newly flagged and that nobody was told of yet."""
    new = and_(flags.c.condition == condition, flags.c.nudged_at.is_(None), flags.c.is_baseline.is_(False))
    return set(connection.execute(select(flags.c.record_id).where(new, flags.c.cleared_at.is_(None))).scalars())


def mark_told(session: Session, condition: Condition, record_ids: Sequence[str], at: datetime) -> None:
    """Remembers that these were told, in the caller's transaction."""
    told = and_(flags.c.condition == condition, flags.c.record_id.in_(sorted(record_ids)))
    session.execute(flags.update().where(told).values(nudged_at=at))
