"""What a conversation is about: the last question's meaning, never its transcript, so a follow-up can edit it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, LargeBinary, String, Table, select
from sqlalchemy.orm import Session

from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

conversations = Table(
    "app_conversations",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("person", String(255), nullable=False),
    Column("intent", LargeBinary, nullable=False),
    Column("run_id", String(255)),
    Column("at", Instant, nullable=False),
)


def remember(
    session: Session, db: Database, conversation: str, *, person: str, intent_json: str, run_id: str, at: datetime
) -> None:
    """Keeps the meaning of the latest question of a conversation, sealed, in the caller's transaction."""
    sealed = db.vault.seal(intent_json)
    put(session, conversations, id=conversation, person=person, intent=sealed, run_id=run_id, at=at)


def recall(db: Database, conversation: str, *, now: datetime, idle: timedelta) -> tuple[str | None, bool]:
    """(the latest meaning as JSON or None, whether it was dropped for being idle too long)."""
    with db.looking() as connection:
        row = connection.execute(select(conversations).where(conversations.c.id == conversation)).first()
    if row is None:
        return None, False
    if now - row.at > idle:
        return None, True
    return db.vault.unseal(row.intent), False


def is_known(db: Database, conversation: str) -> bool:
    """Whether we ever answered there."""
    with db.looking() as connection:
        found = connection.execute(select(conversations.c.id).where(conversations.c.id == conversation)).first()
    return found is not None
