"""What is to be decided by when, and what was said about it: a reminder, and that it was passed on, each once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, String, Table, select
from sqlalchemy.orm import Session

from domain.sla import Timed
from store import settings
from store.approvals import approvals
from store.review_queue import review_items
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

marks = Table(
    "app_sla_marks",
    metadata,
    Column("subject", String(120), primary_key=True),
    Column("what", String(12), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("whom", String(255), nullable=False),
)
Mark = Literal["reminded", "escalated"]
QUARTER = 15


def mark(session: Session, subject: str, what: Mark, whom: str, at: datetime) -> bool:
    """Whether this was not done before, in the caller's transaction."""
    return put_new(session, marks, subject=subject[:120], what=what, at=at, whom=whom[:255])


def due(db: Database, now: datetime) -> list[str]:
    """Decisions to be reminded of or passed on now, as `sla:what:id@time`; one that has to wait has another time."""
    policy = settings.all_effective(db)
    told = _told(db)
    found = []
    for one in _timed(db, None, only_open=True):
        if one.snoozed_until is not None and one.snoozed_until > now:
            continue
        late = "escalated" if one.due_at(policy) <= now else "reminded" if one.remind_at(policy) <= now else ""
        if late and (one.id, late) not in told:
            found.append(f"sla:{late}:{one.id}@{bucket(now)}")
    return found


def bucket(now: datetime) -> str:
    """The quarter of an hour, as part of an id: what is held now is looked at again in the next."""
    return f"{now:%Y%m%d%H}{now.minute // QUARTER}"


def since(db: Database, at: datetime) -> list[Timed]:
    """Everything that came to wait since a time, and how it ended."""
    return _timed(db, at, only_open=False)


def _told(db: Database) -> set[tuple[str, str]]:
    with db.looking() as connection:
        return {(row.subject, row.what) for row in connection.execute(select(marks.c.subject, marks.c.what))}


def _timed(db: Database, since: datetime | None, *, only_open: bool) -> list[Timed]:
    with db.looking() as connection:
        asked = connection.execute(_approvals(since, only_open)).mappings().all()
        items = connection.execute(_items(since, only_open)).mappings().all()
    return [Timed(kind="approval", is_open=row["status"] == "open", **_without_status(row)) for row in asked] + [
        Timed(kind="exception", is_open=row["status"] == "open", **_without_status(row)) for row in items
    ]


def _without_status(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "status"}


def _approvals(since: datetime | None, only_open: bool) -> Any:
    c = approvals.c
    query = select(c.id, c.created_at, c.expires_at, c.decided_at, c.status).where(
        c.status.not_in(("replaced", "void"))
    )
    # Nobody decided what expired, whatever its row says of when it was closed.
    query = query.where(c.status == "open") if only_open else query
    return query.where(c.created_at >= since) if since is not None else query


def _items(since: datetime | None, only_open: bool) -> Any:
    c = review_items.c
    query = select(c.id, c.severity, c.created_at, c.decided_at, c.status, c.snoozed_until)
    query = query.where(c.status == "open") if only_open else query
    return query.where(c.created_at >= since) if since is not None else query
