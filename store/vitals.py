"""A few numbers that say how the product is doing, read in milliseconds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from store.audit import audit
from store.inbox import inbox
from store.jobs import jobs
from store.review_queue import review_items
from store.session import Database


class Vitals(NamedTuple):
    """What waits, for how long, what failed, and how long the audit trail is."""

    inbox_waiting: int
    inbox_oldest_s: float
    jobs_open: int
    jobs_failed: int
    exceptions_open: int
    audit_rows: int


def vitals(db: Database, now: datetime) -> Vitals:
    """The numbers as they are now. Raises StoreBusy when the database does not answer."""
    waiting = select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.job_id.is_(None))
    with db.looking() as connection:
        count, oldest = connection.execute(waiting).one()
        of_jobs = select(func.count()).select_from(jobs)
        open_items = select(func.count()).select_from(review_items).where(review_items.c.status == "open")
        return Vitals(
            inbox_waiting=count,
            inbox_oldest_s=max((now - oldest).total_seconds(), 0.0) if oldest else 0.0,
            jobs_open=connection.execute(of_jobs.where(jobs.c.state != "done")).scalar() or 0,
            jobs_failed=connection.execute(of_jobs.where(jobs.c.outcome == "failed")).scalar() or 0,
            exceptions_open=connection.execute(open_items).scalar() or 0,
            audit_rows=connection.execute(select(func.max(audit.c.seq))).scalar() or 0,
        )
