"""In which stage each open deal was when we last looked, so that a step taken in the CRM itself is noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, and_, literal, select
from sqlalchemy.orm import Session

from domain.thresholds import SettingValue
from domain.value import Value
from store.crm.query.sql import bare
from store.crm.required import lacks_required
from store.crm.tables import opportunities, stage_changes, stages
from store.session import Database
from store.types import Instant, metadata
from store.upsert import insert_for

seen = Table(
    "app_stages_seen",
    metadata,
    Column("opportunity_id", String(80), primary_key=True),
    Column("stage_id", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)
o = opportunities.c
AT_ONCE = 5_000
OURS = "qm"
"""How the ids of records begin that we made ourselves."""


class Stepped(Value):
    """One open deal that went on to a later stage without what that stage requires."""

    opportunity_id: str
    name: str
    owner_id: str
    was_id: str
    was: str
    stage_id: str
    stage: str


def stepped(connection: Connection, policy: Mapping[str, SettingValue]) -> list[Stepped]:
    """Every such deal whose step we have not seen; our own writes were held to it before they were made."""
    was, now = stages.alias("was"), stages.alias("now")
    ours = select(literal(1)).where(
        stage_changes.c.opportunity_id == o.id, stage_changes.c.to_stage_id == o.stage_id,
        stage_changes.c.at >= seen.c.at, stage_changes.c.id.startswith(OURS),
    )  # fmt: skip
    query = (
        select(o.id, o.name, o.owner_id, was.c.id, was.c.name, now.c.id, now.c.name)
        .join(seen, and_(seen.c.opportunity_id == o.id, seen.c.stage_id != o.stage_id))
        .join(was, was.c.id == seen.c.stage_id)
        .join(now, now.c.id == o.stage_id)
        .where(bare(o.is_open), now.c.position > was.c.position, lacks_required(policy), ~ours.exists())
        .order_by(o.id)
    )
    return [Stepped(**dict(zip(Stepped.model_fields, row, strict=True))) for row in connection.execute(query)]


def remember(db: Database, at: datetime, but: Sequence[str] = ()) -> None:
    """Takes every open deal's stage as seen, but for these deals; a batch at a time, so that nobody waits long."""
    last = ""
    while True:
        with db.looking() as connection:
            rows = _unseen(connection, last)
        if not rows:
            break
        last = rows[-1]["opportunity_id"]
        wanted = [row | {"at": at} for row in rows if row["opportunity_id"] not in set(but)]
        if wanted:
            with db.begin() as session:
                mark(session, wanted)
    with db.begin() as session:
        still = select(literal(1)).where(o.id == seen.c.opportunity_id, o.is_open)
        session.execute(seen.delete().where(~still.exists()))


def _unseen(connection: Connection, after: str) -> list[dict[str, Any]]:
    query = (
        select(o.id.label("opportunity_id"), o.stage_id)
        .outerjoin(seen, seen.c.opportunity_id == o.id)
        .where(bare(o.is_open), o.stage_id.is_not(None), o.id > after, seen.c.stage_id.is_distinct_from(o.stage_id))
        .order_by(o.id)
        .limit(AT_ONCE)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def mark(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Takes these stages as seen (opportunity_id, stage_id, at), in the caller's transaction."""
    insert = insert_for(session, seen)
    new = {"stage_id": insert.excluded.stage_id, "at": insert.excluded["at"]}
    session.execute(insert.on_conflict_do_update(index_elements=["opportunity_id"], set_=new), list(rows))
