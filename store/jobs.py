"""Work that was promised: a job per request, from the moment it is taken from the inbox to its one outcome."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, Integer, String, Table, Text, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from store.inbox import inbox
from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

jobs = Table(
    "app_jobs",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("inbox_key", String(255), nullable=False),
    Column("lane", String(255), nullable=False),
    Column("state", String(12), nullable=False),
    Column("outcome", String(20)),
    Column("error", Text),
    Column("claimed_by", String(120), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("deaths", Integer, nullable=False, server_default="0"),
    Column("pardoned", Integer, nullable=False, server_default="0"),
    Column("died_with", String(80)),
)
"""`deaths` is how many processes died while they were at it, the last of them `died_with`; a person who lets it be
tried again pardons those so far."""
Index(
    "ix_app_jobs_open",
    jobs.c.created_at,
    sqlite_where=text("state <> 'done'"),
    postgresql_where=text("state <> 'done'"),
)


MOST_DEATHS = 3


class Job(NamedTuple):
    """One promised piece of work. `lane` keeps order: jobs of one lane run one after another."""

    id: str
    kind: str
    inbox_key: str
    lane: str
    state: str
    outcome: str | None
    deaths: int = 0
    pardoned: int = 0

    @property
    def is_poison(self) -> bool:
        """Whether it took so many processes with it that no further one may try."""
        return self.deaths - self.pardoned >= MOST_DEATHS


def add(session: Session, job: Job, claimed_by: str, at: datetime) -> bool:
    """Whether the job is new; a second copy of the same request changes nothing."""
    return put_new(session, jobs, **job._asdict(), claimed_by=claimed_by, created_at=at)


def find(db: Database, job_id: str) -> Job | None:
    """One job by its id."""
    row = _OF_ID.first(db, id_=job_id)
    return Job(*row) if row else None


_OF_ID = Look(select(*(jobs.c[f] for f in Job._fields)).where(jobs.c.id == bindparam("id_")))


def unfinished(db: Database, claimed_by: str) -> list[Job]:
    """Jobs of this process's role that have no outcome yet, oldest first."""
    query = select(*(jobs.c[f] for f in Job._fields)).where(jobs.c.state != "done", jobs.c.claimed_by == claimed_by)
    with db.looking() as connection:
        return [Job(*row) for row in connection.execute(query.order_by(jobs.c.created_at, jobs.c.id))]


def lanes_at_work(db: Database) -> int:
    """How many conversations have a question or a press that is not answered yet."""
    query = select(func.count(jobs.c.lane.distinct())).where(jobs.c.state != "done", jobs.c.claimed_by == "front")
    with db.looking() as connection:
        return int(connection.execute(query).scalar() or 0)


def finish(session: Session, job_id: str, outcome: str, at: datetime, error: str | None = None) -> None:
    """Writes the one outcome of a job; a later one changes nothing."""
    session.execute(_FINISH, {"id_": job_id, "state": "done", "outcome": outcome, "finished_at": at, "error": error})


_FINISH = jobs.update().where(jobs.c.id == bindparam("id_"), jobs.c.state != "done")


def count_death(session: Session, job_id: str, process: str) -> None:
    """Counts that a process died at this job; the same death is counted once, however often it is seen."""
    seen = or_(jobs.c.died_with.is_(None), jobs.c.died_with != process[:80])
    died = jobs.update().where(jobs.c.id == job_id, jobs.c.state != "done", seen)
    session.execute(died.values(deaths=jobs.c.deaths + 1, died_with=process[:80]))


def reopen(session: Session, job_id: str) -> bool:
    """Whether a job that was given up waits again, now for the worker, with its deaths so far pardoned."""
    failed = jobs.update().where(jobs.c.id == job_id, jobs.c.state == "done", jobs.c.outcome == "failed")
    again = {"state": "queued", "outcome": None, "error": None, "finished_at": None, "claimed_by": "worker"}
    reopened = session.execute(failed.values(pardoned=jobs.c.deaths, **again).returning(jobs.c.id))
    return reopened.first() is not None


def is_pending(db: Database, inbox_key: str) -> bool:
    """Whether an event still has work to do: not yet taken, or a job of it without an outcome."""
    with db.looking() as connection:
        taken_by = connection.execute(select(inbox.c.job_id).where(inbox.c.key == inbox_key)).first()
        if taken_by is None:
            return False
        if taken_by.job_id is None:
            return True
        open_jobs = select(jobs.c.id).where(
            or_(jobs.c.inbox_key == inbox_key, jobs.c.id == taken_by.job_id), jobs.c.state != "done"
        )
        return connection.execute(open_jobs.limit(1)).first() is not None
