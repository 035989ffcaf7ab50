"""Writes to the mirror where it is the CRM: checked against what the record holds now, with its history kept right.

Only the local writer behind the guard comes here. Everything is in the caller's transaction, so that a record, its
history and the account of who changed it stand or fall together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Date, String, Table, Text, func, select
from sqlalchemy.orm import Session

from domain.actions import WRITABLE, ActionKind, FieldChange, RecordChanged, Target, Writable
from domain.thresholds import SettingValue
from store.crm.due import set_due_dates
from store.crm.looking import overrides_in
from store.crm.tables import (
    accounts,
    activities,
    contacts,
    field_changes,
    leads,
    opportunities,
    people,
    products,
    stage_changes,
    stages,
)
from store.types import Instant, metadata
from store.upsert import put_new

tasks = Table(
    "crm_tasks",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("owner_id", String(80), nullable=False, index=True),
    Column("opportunity_id", String(80), index=True),
    Column("due_on", Date, nullable=False),
    Column("status", String(12), nullable=False, server_default="open"),
    Column("source", String(40), nullable=False, server_default="import"),
    Column("updated_at", Instant, nullable=False),
)
"""What somebody was asked to do. No import brings these, so they are not among the mirrored records."""

SOURCE = "quartermaster"
TABLES: dict[ActionKind, Table] = {
    "opportunity:update": opportunities,
    "contact:update": contacts,
    "lead:create": leads,
    "activity:log": activities,
    "task:assign": tasks,
}
NOT_SEEN = ("updated_at", "stale_on", "quiet_on", "last_activity_on", "pushed_count")
"""Columns that change without anybody changing the record; they are not part of its version."""
TOUCHED = "last_activity_on"
KEPT_AS_HISTORY = ("amount", "close_date", "owner_id", "forecast_category")


class Writing(NamedTuple):
    """Who writes, when, on which calendar day and under which policy. `key` names the write for good.

    Shape:  `by_fields` leaves the rest of the record aside when it is compared with what was proposed.
    """

    key: str
    by: str
    at: datetime
    today: date
    policy: Mapping[str, SettingValue]
    by_fields: bool = False


class Stage(NamedTuple):
    """A step of the sales process."""

    id: str
    name: str
    status: str


def stages_in_order(connection: Connection) -> list[Stage]:
    """Every stage, in the order of the process."""
    query = select(stages.c.id, stages.c.name, stages.c.status).order_by(stages.c.position, stages.c.id)
    return [Stage(*row) for row in connection.execute(query)]


def fields_of(connection: Connection, kind: ActionKind, record_id: str) -> dict[str, Any] | None:
    """Every column of the record as it is now; None when there is none."""
    table = TABLES[kind]
    row = connection.execute(select(table).where(table.c.id == record_id)).mappings().first()
    return dict(row) if row else None


def version_of(fields: Mapping[str, Any]) -> str:
    """A digest of everything that people and imports may change in a record."""
    seen = {name: stored(value) for name, value in fields.items() if name not in NOT_SEEN}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


def stored(value: Any) -> str | None:
    """A value as a change holds it: dates ISO, amounts plain decimals, and nothing for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal('0.01')):f}"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def name_of(connection: Connection, kind: str, record_id: str) -> str:
    """What a record is called; its id where it has no name, or is unknown."""
    table = {
        "account": accounts, "person": people, "stage": stages, "opportunity": opportunities, "product": products,
    }[kind]  # fmt: skip
    found = connection.execute(select(table.c.name).where(table.c.id == record_id)).scalar()
    return str(found or record_id)


def owner_of_account(connection: Connection, account_id: str) -> str:
    """The id of the person whose account this is; empty when nobody's."""
    found = connection.execute(select(accounts.c.owner_id).where(accounts.c.id == account_id)).scalar()
    return str(found or "")


def write(session: Session, kind: ActionKind, target: Target, writing: Writing) -> str:
    """What was done, in a few words. Raises: RecordChanged when the record is no longer as it was when proposed."""
    if kind in ("opportunity:update", "contact:update"):
        return _update(session, kind, target, writing)
    return (_remove if target.version else _create)(session, kind, target, writing)


def _update(session: Session, kind: ActionKind, target: Target, writing: Writing) -> str:
    table = TABLES[kind]
    found = session.execute(select(table).where(table.c.id == target.record_id).with_for_update()).mappings().first()
    row: dict[str, Any] = dict(found or {})
    is_same = bool(row) and (writing.by_fields or version_of(row) == target.version)
    if not is_same or _differs(row, target):
        raise RecordChanged(target.name)
    values = {change.field: _typed(kind, change.field, change.after) for change in target.changes}
    values |= {"updated_at": writing.at}
    if kind == "opportunity:update":
        values |= _follows(session, row, values, writing)
        _keep_history(session, row, target, writing)
    session.execute(table.update().where(table.c.id == target.record_id).values(values))
    if kind == "opportunity:update":
        _set_due(session, target.record_id, writing)
    return f"{target.name} was changed."


def catch_up(
    session: Session, kind: ActionKind, target: Target, known: Mapping[str, str | None], writing: Writing
) -> bool:
    """Whether the record is now another here than the change takes it for, since the CRM says what it holds by now.

    Shape:  a stage or person that is not known here is left out: the next sync brings it with its name.
    """
    row = fields_of(session.connection(), kind, target.record_id)
    if row is None or kind not in ("opportunity:update", "contact:update"):
        return False
    news = tuple(
        FieldChange(field=one.name, label=one.label, before=stored(row[one.name]), after=known[one.name])
        for one in WRITABLE[kind]
        if one.name in known and known[one.name] != stored(row[one.name]) and _is_known(session, one, known[one.name])
    )
    if news:
        _update(session, kind, target.model_copy(update={"changes": news}), writing)
    return bool(news) or _differs(row, target)


def _is_known(session: Session, field: Writable, value: str | None) -> bool:
    table = {"stage": stages, "person": people}.get(field.holds)
    if table is None or value is None:
        return value is not None or not field.required
    return session.execute(select(table.c.id).where(table.c.id == value)).first() is not None


def _differs(row: Mapping[str, Any], target: Target) -> bool:
    """Whether a field is no longer what the change says it was."""
    return any(stored(row[change.field]) != change.before for change in target.changes)


def _typed(kind: ActionKind, field: str, value: str | None) -> Any:
    """The value as its column takes it."""
    holds = next(one.holds for one in WRITABLE[kind] if one.name == field)
    if value is None:
        return None
    if holds == "money":
        return Decimal(value)
    return date.fromisoformat(value) if holds == "date" else value


def _follows(session: Session, row: Mapping[str, Any], values: Mapping[str, Any], writing: Writing) -> dict[str, Any]:
    """What a deal's other columns must say once these values are in it."""
    follows: dict[str, Any] = {}
    if "stage_id" in values and values["stage_id"] != row["stage_id"]:
        status = session.execute(select(stages.c.status).where(stages.c.id == values["stage_id"])).scalar_one()
        follows |= {"status": status, "is_open": status == "open", "stage_entered_on": writing.today}
    was, will = row["close_date"], values.get("close_date")
    if was is not None and will is not None and will > was:
        follows |= {"pushed_count": row["pushed_count"] + 1}
    return follows


def _keep_history(session: Session, row: Mapping[str, Any], target: Target, writing: Writing) -> None:
    """Adds to the deal's history of stages and fields."""
    for change in target.changes:
        mark = {"id": made_id(writing.key, change.field), "opportunity_id": target.record_id, "at": writing.at}
        mark |= {"by_id": writing.by or None, "source": row["source"], "updated_at": writing.at}
        if change.field == "stage_id":
            put_new(session, stage_changes, from_stage_id=change.before, to_stage_id=change.after, **mark)
        elif change.field in KEPT_AS_HISTORY:
            put_new(session, field_changes, field=change.field, old=change.before, new=change.after, **mark)


def made_id(*of: str) -> str:
    """The id of a record that we make: the same for the same write, however often it is tried."""
    return f"qm{hashlib.sha256('|'.join(of).encode()).hexdigest()[:24]}"


def _create(session: Session, kind: ActionKind, target: Target, writing: Writing) -> str:
    values = {change.field: _typed(kind, change.field, change.after) for change in target.changes}
    values |= {"id": target.record_id, "source": SOURCE, "updated_at": writing.at}
    if kind == "lead:create":
        values |= {"status": "New", "created_on": writing.today}
    if kind == "activity:log":
        values |= {"owner_id": writing.by, "account_id": target.account_id or None, "at": None}
    put_new(session, TABLES[kind], **values)
    if kind == "activity:log":
        _touch(session, target.record_id, str(values["opportunity_id"]), values["on_date"], writing)
    return f"{target.name} was added."


def _touch(session: Session, activity_id: str, opportunity_id: str, day: date, writing: Writing) -> None:
    """The deal's last activity, which is what tells whether it has gone cold; what it was is kept for the way back."""
    c = opportunities.c
    before = session.execute(select(c.last_activity_on).where(c.id == opportunity_id)).scalar()
    if before is not None and before >= day:
        return
    put_new(
        session, field_changes, id=made_id(activity_id, TOUCHED), opportunity_id=opportunity_id, field=TOUCHED,
        old=stored(before), new=stored(day), at=writing.at, by_id=writing.by, source=SOURCE, updated_at=writing.at,
    )  # fmt: skip
    _set_touched(session, opportunity_id, day, writing)


def _set_touched(session: Session, opportunity_id: str, day: date | None, writing: Writing) -> None:
    session.execute(opportunities.update().where(opportunities.c.id == opportunity_id).values(last_activity_on=day))
    _set_due(session, opportunity_id, writing)


def _set_due(session: Session, opportunity_id: str, writing: Writing) -> None:
    """When the deal falls due now, by the thresholds of its own stage, team and owner."""
    connection = session.connection()
    set_due_dates(connection, writing.policy, overrides_in(connection), only=(opportunity_id,))


def _remove(session: Session, kind: ActionKind, target: Target, writing: Writing) -> str:
    """Takes a record of ours away again, if nobody changed it since. Raises: RecordChanged."""
    table = TABLES[kind]
    found = session.execute(select(table).where(table.c.id == target.record_id).with_for_update()).mappings().first()
    row: dict[str, Any] = dict(found or {})
    if not row or row["source"] != SOURCE or version_of(row) != target.version or _differs(row, target):
        raise RecordChanged(target.name)
    session.execute(table.delete().where(table.c.id == target.record_id))
    if kind == "activity:log":
        _untouch(session, target.record_id, str(row["opportunity_id"]), writing)
    return f"{target.name} was taken back."


def _untouch(session: Session, activity_id: str, opportunity_id: str, writing: Writing) -> None:
    """Gives the deal the last activity that it has without this one, if this one was the last."""
    kept = field_changes.c.id == made_id(activity_id, TOUCHED)
    was = session.execute(select(field_changes.c.old, field_changes.c.new).where(kept)).first()
    now = session.execute(select(opportunities.c.last_activity_on).where(opportunities.c.id == opportunity_id)).scalar()
    if was is None or stored(now) != was.new:
        return
    left = session.execute(
        select(func.max(activities.c.on_date)).where(activities.c.opportunity_id == opportunity_id)
    ).scalar()
    before = date.fromisoformat(was.old) if was.old else None
    session.execute(field_changes.delete().where(kept))
    _set_touched(session, opportunity_id, max((day for day in (left, before) if day), default=None), writing)


class Seen(NamedTuple):
    """What happened in an account lately."""

    activities: int
    field_changes: int
    open_deals: int


def seen_in_account(connection: Connection, account_id: str, since: date, at: datetime) -> Seen:
    """How much happened in an account since a day, whoever did it."""
    deals = select(opportunities.c.id).where(opportunities.c.account_id == account_id)
    counted = (
        select(func.count()).where(activities.c.account_id == account_id, activities.c.on_date >= since),
        select(func.count()).where(field_changes.c.opportunity_id.in_(deals), field_changes.c.at >= at),
        select(func.count()).where(opportunities.c.account_id == account_id, opportunities.c.is_open),
    )
    return Seen(*(int(connection.execute(query).scalar() or 0) for query in counted))
