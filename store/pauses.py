"""How each agent stands: running, paused by a person or by its own errors, or on trial after that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, Table, and_, or_, select
from sqlalchemy.orm import Session

from domain.pause import Pause
from store.session import Database
from store.sla import bucket
from store.types import Instant, metadata
from store.upsert import put

pauses = Table(
    "app_agent_pauses",
    metadata,
    Column("agent", String(80), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("failed", Integer, nullable=False),
    Column("ended", Integer, nullable=False),
    Column("probes", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("by", String(255), nullable=False),
    Column("told_at", Instant),
    Column("by_id", String(255), nullable=False, server_default=""),
)


def keep(session: Session, pause: Pause) -> None:
    """Puts the agent's standing in place of the former one, in the caller's transaction; nobody was told of it yet."""
    put(session, pauses, **pause.model_dump(), told_at=None)


def of_agent(db: Database, agent: str) -> Pause | None:
    """How an agent stands; None for one that was never stopped."""
    return next(iter(_read(db, pauses.c.agent == agent)), None)


def within(session: Session, agent: str) -> Pause | None:
    """The same in the caller's transaction, with the row held until its end."""
    row = session.execute(select(pauses).where(pauses.c.agent == agent).with_for_update()).mappings().first()
    return _pause(row) if row else None


def every(db: Database) -> list[Pause]:
    """Every agent that was ever stopped, by name."""
    return _read(db)


def probed(session: Session, agent: str) -> None:
    """Counts a change that went well while the agent is on trial; the last one ends the trial."""
    on_trial = (pauses.c.agent == agent) & (pauses.c.state == "probing")
    session.execute(pauses.update().where(on_trial).values(probes=pauses.c.probes - 1))
    session.execute(pauses.update().where(on_trial, pauses.c.probes <= 0).values(state="running", probes=0))


def untold(db: Database, now: datetime) -> list[str]:
    """Agents of whom not everybody was told that they paused themselves, or that the time of their pause was over.

    Shape:  each as `alert:agent@since@time`.
    """
    c = pauses.c
    by_itself = and_(c.state == "auto_paused", c.told_at.is_(None))
    is_over = and_(c.state == "paused", c.until <= now)
    goes_on = and_(c.state == "running", c.until.is_not(None), c.told_at.is_(None))
    query = select(c.agent, c.since).where(or_(by_itself, is_over, goes_on))
    with db.looking() as connection:
        return [f"alert:{row.agent}@{row.since.isoformat()}@{bucket(now)}" for row in connection.execute(query)]


def mark_told(session: Session, agent: str, since: datetime, at: datetime) -> None:
    """Says that people were told of this very pause, in the caller's transaction."""
    this = (pauses.c.agent == agent) & (pauses.c.since == since)
    session.execute(pauses.update().where(this).values(told_at=at))


def _read(db: Database, *where: Any) -> list[Pause]:
    with db.looking() as connection:
        rows = connection.execute(select(pauses).where(*where).order_by(pauses.c.agent)).mappings().all()
    return [_pause(row) for row in rows]


def _pause(row: Any) -> Pause:
    return Pause.model_validate({name: row[name] for name in Pause.model_fields})
