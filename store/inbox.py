"""What was heard: one row per event, committed before the ack, so that an acked event can never be lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, LargeBinary, String, Table, select, text
from sqlalchemy.orm import Session

from domain.errors import BadSetting
from store.session import Database
from store.types import Instant, metadata, to_micros

inbox = Table(
    "app_inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("job_id", String(255), index=True),
)
Index(
    "ix_app_inbox_new",
    inbox.c.received_at,
    sqlite_where=text("job_id is null"),
    postgresql_where=text("job_id is null"),
)

_INSERT = "INSERT INTO app_inbox (key, kind, payload, received_at) VALUES ({}) ON CONFLICT (key) DO NOTHING"


class Heard(NamedTuple):
    """One event as it came in."""

    key: str
    kind: str
    payload: dict[str, Any]
    received_at: datetime


def hear(db: Database, key: str, kind: str, payload: dict[str, Any], at: datetime) -> bool:
    """Whether this event is new; either way it is committed when this returns. StoreBusy: do not ack."""
    marks = "?, ?, ?, ?" if db.is_sqlite else "%s, %s, %s, %s"
    values = (key[:255], kind, db.vault.seal(json.dumps(payload)), to_micros(at))
    with db.looking() as connection:
        fresh = connection.exec_driver_sql(_INSERT.format(marks), values).rowcount == 1
        connection.commit()
    return fresh


def waiting(db: Database, most: int = 200) -> list[Heard]:
    """Events that no job has taken yet, oldest first.

    One that cannot be opened stays where it is, to be taken once the right key is back, and holds up none behind it.
    """
    query = select(inbox).where(inbox.c.job_id.is_(None)).order_by(inbox.c.received_at, inbox.c.key)
    found: list[Heard] = []
    with db.looking() as connection, connection.execute(query.execution_options(yield_per=most)) as rows:
        for row in rows:
            with suppress(BadSetting, ValueError):
                found.append(_heard(db, row))
            if len(found) == most:
                break
    return found


def unreadable(db: Database) -> int:
    """How many waiting events cannot be opened with the keys we have."""
    query = select(inbox.c.payload).where(inbox.c.job_id.is_(None))
    with db.looking() as connection:
        return sum(not _opens(db, payload) for payload in connection.execute(query).scalars())


def _opens(db: Database, payload: bytes) -> bool:
    try:
        json.loads(db.vault.unseal(payload))
    except (BadSetting, ValueError):
        return False
    return True


def find(db: Database, key: str) -> Heard | None:
    """One event by its key. BadSetting when it was sealed with a key that is not ours."""
    with db.looking() as connection:
        row = connection.execute(select(inbox).where(inbox.c.key == key)).first()
    return _heard(db, row) if row else None


def take(session: Session, keys: Sequence[str], job_id: str) -> None:
    """Marks events as taken by a job, in the caller's transaction."""
    session.execute(inbox.update().where(inbox.c.key.in_(keys)).values(job_id=job_id))


def _heard(db: Database, row: Any) -> Heard:
    return Heard(row.key, row.kind, json.loads(db.vault.unseal(row.payload)), row.received_at)
