"""When changed data woke an agent: what had changed, who was woken, and what came of it.

Every change and every load carries the number of the one wake it was part of, so that none wakes anybody twice and
none is missed, in whatever order they were committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, cast, func, select
from sqlalchemy.orm import Session

from domain.chain import REMEMBERED, Cause
from domain.value import Value
from store.changes import changes
from store.crm.tables import imports
from store.jobs import jobs
from store.limits import alone
from store.session import Database
from store.types import Instant, metadata

wakes = Table(
    "app_wakes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("agent", String(40), primary_key=True),
    Column("hop", Integer, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("run_id", String(255), nullable=False, server_default=""),
    Column("said", LargeBinary),
)
NOBODY = "nobody"
"""Stands for the agent where a chain was cut off, so that the wake has a row all the same."""
_UNTOLD_CHANGE = (changes.c.status == "done") & changes.c.wake_no.is_(None)
_UNTOLD_LOAD = (imports.c.finished_at.is_not(None)) & imports.c.wake_no.is_(None)


class Wake(Value):
    """One agent woken once. `because` says by what, `said` what it found, `hop` how far it is from a person or load."""

    number: int
    agent: str
    hop: int
    because: str
    at: datetime
    ended_at: datetime | None = None
    run_id: str = ""
    said: str = ""

    @property
    def job_id(self) -> str:
        """The id of its one job."""
        return f"wake:{self.number}:{self.agent}"


class Untold(NamedTuple):
    """What has changed since somebody was last woken: when first, and when last."""

    oldest: datetime
    newest: datetime


def untold(db: Database) -> Untold | None:
    """Whether anything has changed that woke nobody yet, and since when."""
    with db.looking() as connection:
        found = [
            connection.execute(select(func.min(column), func.max(column)).where(where)).one()
            for column, where in ((changes.c.settled_at, _UNTOLD_CHANGE), (imports.c.finished_at, _UNTOLD_LOAD))
        ]
    times = [at for row in found for at in row if at is not None]
    return Untold(min(times), max(times)) if times else None


def claim(session: Session) -> tuple[int, list[Cause]]:
    """(the number of a new wake, what it is about): everything untold belongs to it now, in the caller's transaction.

    Two processes at once: the second finds nothing left.
    """
    alone(session, "chain")
    number = int(session.execute(select(func.max(wakes.c.number))).scalar() or 0) + 1
    changed = changes.update().where(_UNTOLD_CHANGE).values(wake_no=number).returning(changes.c.agent)
    authors: dict[str, int] = {}
    for agent in session.execute(changed).scalars():
        authors[agent] = authors.get(agent, 0) + 1
    loaded = imports.update().where(_UNTOLD_LOAD).values(wake_no=number).returning(imports.c.id)
    if loads := len(session.execute(loaded).all()):
        authors["import"] = loads
    return number, [Cause(by=by, count=count) for by, count in sorted(authors.items())]


def hops(session: Session, now: datetime) -> dict[str, int]:
    """How far each agent was when it was last woken, of late."""
    query = select(wakes.c.agent, wakes.c.hop).where(wakes.c.at > now - REMEMBERED).order_by(wakes.c.number)
    return {row.agent: row.hop for row in session.execute(query)}


def wake(session: Session, number: int, agents: Sequence[str], hop: int, because: str, at: datetime) -> None:
    """Keeps who is woken, in the caller's transaction."""
    rows = [{"number": number, "agent": agent, "hop": hop, "because": because, "at": at} for agent in agents]
    session.execute(wakes.insert(), rows)


def to_do(db: Database) -> list[str]:
    """Ids of the jobs of wakes that are not submitted yet, in their order."""
    name = "wake:" + cast(wakes.c.number, String) + ":" + wakes.c.agent
    has_job = select(jobs.c.id).where(jobs.c.id == name).exists()
    waits = wakes.c.ended_at.is_(None) & (wakes.c.agent != NOBODY)
    with db.looking() as connection:
        rows = connection.execute(select(wakes).where(waits, ~has_job).order_by(wakes.c.number, wakes.c.agent.desc()))
        return [_wake(db, row).job_id for row in rows.mappings().all()]


def find(db: Database, job_id: str) -> Wake | None:
    """The wake of a job."""
    _, number, agent = job_id.split(":", 2)
    here = (wakes.c.number == int(number)) & (wakes.c.agent == agent)
    with db.looking() as connection:
        row = connection.execute(select(wakes).where(here)).mappings().first()
    return _wake(db, row) if row else None


def latest(db: Database, most: int, agent: str = "") -> list[Wake]:
    """The latest wakes, newest first; of one agent, or of all."""
    query = select(wakes).order_by(wakes.c.number.desc(), wakes.c.agent).limit(most)
    with db.looking() as connection:
        rows = connection.execute(query.where(wakes.c.agent == agent) if agent else query).mappings().all()
    return [_wake(db, row) for row in rows]


def run_before(db: Database, one: Wake) -> str:
    """The run that the same agent's wake before this one ended with; empty when there was none."""
    earlier = (wakes.c.agent == one.agent) & (wakes.c.number < one.number) & (wakes.c.run_id != "")
    with db.looking() as connection:
        query = select(wakes.c.run_id).where(earlier).order_by(wakes.c.number.desc()).limit(1)
        return str(connection.execute(query).scalar() or "")


def end(session: Session, db: Database, one: Wake, said: str, at: datetime, run_id: str = "") -> bool:
    """Whether this is the wake's first end, in the caller's transaction."""
    here = (wakes.c.number == one.number) & (wakes.c.agent == one.agent) & wakes.c.ended_at.is_(None)
    ended = wakes.update().where(here).values(ended_at=at, run_id=run_id, said=db.vault.seal(said))
    return session.execute(ended.returning(wakes.c.number)).first() is not None


def _wake(db: Database, row: Any) -> Wake:
    return Wake.model_validate(dict(row) | {"said": db.vault.unseal(row["said"]) if row["said"] else ""})
