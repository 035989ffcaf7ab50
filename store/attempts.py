"""Attempts at a job that an outside service let down: how many there were, why, and since when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Integer, LargeBinary, String, Table, func, select
from sqlalchemy.orm import Session

from store.session import Database
from store.types import Instant, metadata

attempts = Table(
    "app_attempts",
    metadata,
    Column("job_id", String(255), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("why", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)


class Attempt(NamedTuple):
    """One attempt that did not succeed."""

    number: int
    why: str
    at: datetime


def add(session: Session, db: Database, job_id: str, why: str, at: datetime) -> int:
    """The number of this failed attempt."""
    last = session.execute(select(func.max(attempts.c.number)).where(attempts.c.job_id == job_id)).scalar()
    number = int(last or 0) + 1
    session.execute(attempts.insert().values(job_id=job_id, number=number, why=db.vault.seal(why), at=at))
    return number


def of_job(db: Database, job_id: str) -> list[Attempt]:
    """Failed attempts at a job, in order."""
    query = select(attempts.c.number, attempts.c.why, attempts.c.at).where(attempts.c.job_id == job_id)
    with db.looking() as connection:
        rows = connection.execute(query.order_by(attempts.c.number)).all()
    return [Attempt(row.number, db.vault.unseal(row.why), row.at) for row in rows]
