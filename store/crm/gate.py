"""What a proposed write meets in the mirror: fields its stage would lack, and how much its new owners carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from domain.actions import Action, Target
from domain.catalogue import CATALOGUE
from domain.gate import Incomplete, Overfull, is_overfull
from domain.thresholds import SettingValue
from store.crm.own_values import most_open
from store.crm.query.sql import bare
from store.crm.required import missing_in, required_in
from store.crm.tables import opportunities, people, stages

o = opportunities.c


def incomplete(connection: Connection, action: Action, policy: Mapping[str, SettingValue]) -> tuple[Incomplete, ...]:
    """The deals that would move forward without what their new stage requires; taking something back is no progress."""
    if action.kind != "opportunity:update" or action.undoes:
        return ()
    moving = [target for target in action.targets if target.after("stage_id")]
    order = {row.id: row for row in connection.execute(select(stages.c.id, stages.c.name, stages.c.position))}
    found = (_incomplete(connection, target, order, policy) for target in moving)
    return tuple(one for one in found if one is not None)


def _incomplete(
    connection: Connection, target: Target, order: Mapping[str, Any], policy: Mapping[str, SettingValue]
) -> Incomplete | None:
    row = connection.execute(select(opportunities).where(o.id == target.record_id)).mappings().first()
    stage = order.get(target.after("stage_id") or "")
    if row is None or stage is None:
        return None
    was = order.get(row["stage_id"])
    if was is not None and stage.position <= was.position:
        return None
    after = dict(row) | {change.field: change.after for change in target.changes}
    missing = missing_in(after, required_in(connection, stage.id, policy))
    if not missing:
        return None
    labels = tuple(label_of(name) for name in missing)
    return Incomplete(
        record_id=target.record_id, name=target.name, stage_id=stage.id, stage=stage.name, missing=missing,
        labels=labels,
    )  # fmt: skip


def label_of(name: str) -> str:
    """A field as people call it."""
    known = CATALOGUE["opportunity"].field(name)
    return known.label if known else name


def overfull(
    connection: Connection, action: Action, policy: Mapping[str, SettingValue], until: Mapping[str, datetime]
) -> tuple[Overfull, ...]:
    """The people who would get open deals though they have too many; `until` are overrides by person."""
    if action.kind != "opportunity:update" or action.undoes:
        return ()
    coming = _coming(connection, action)
    if not coming:
        return ()
    most = most_open(connection, policy, coming)
    named = select(people.c.id, people.c.name).where(people.c.id.in_(sorted(coming)))
    names = {row.id: row.name for row in connection.execute(named)}
    counted = select(o.owner_id, func.count()).where(bare(o.is_open), o.owner_id.in_(sorted(coming)))
    opened: dict[str, int] = {row[0]: row[1] for row in connection.execute(counted.group_by(o.owner_id))}
    return tuple(
        Overfull(
            owner_id=owner, name=names.get(owner, owner), open_deals=opened.get(owner, 0), coming=many,
            most=most[owner], until=until.get(owner),
        )
        for owner, many in sorted(coming.items())
        if is_overfull(opened.get(owner, 0), many, most[owner])
    )  # fmt: skip


def _coming(connection: Connection, action: Action) -> Counter[str]:
    """How many open deals the action adds to each person: handed over, or opened again."""
    status = {row.id: row.status for row in connection.execute(select(stages.c.id, stages.c.status))}
    coming: Counter[str] = Counter()
    for target in action.targets:
        if not target.changed() & {"owner_id", "stage_id"}:
            continue
        row = connection.execute(select(o.owner_id, o.is_open).where(o.id == target.record_id)).first()
        if row is None:
            continue
        owner = target.after("owner_id") or row.owner_id
        stage = target.after("stage_id")
        opens = status.get(stage) == "open" if stage else row.is_open
        is_new = owner != row.owner_id or not row.is_open
        coming[owner] += bool(owner and opens and is_new)
    return +coming
