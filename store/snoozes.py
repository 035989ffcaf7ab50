"""What people asked not to hear about: a deal until a day, or one that is not theirs at all."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Column, String, Table, select
from sqlalchemy.orm import Session

from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

snoozes = Table(
    "app_snoozes",
    metadata,
    Column("person_id", String(80), primary_key=True),
    Column("record_id", String(80), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("until", Instant, nullable=False),
    Column("at", Instant, nullable=False),
)
Kind = Literal["snooze", "not_mine"]


def keep(session: Session, person_id: str, record_id: str, kind: Kind, until: datetime, at: datetime) -> None:
    """Keeps a person from hearing of a record until then; the latest word holds."""
    put(session, snoozes, person_id=person_id, record_id=record_id, kind=kind, until=until, at=at)


def quiet_now(db: Database, now: datetime) -> set[tuple[str, str]]:
    """(person, record) of everything that is not to be spoken of at this time."""
    query = select(snoozes.c.person_id, snoozes.c.record_id).where(snoozes.c.until > now)
    with db.looking() as connection:
        return {(row.person_id, row.record_id) for row in connection.execute(query)}
