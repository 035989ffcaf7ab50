"""What a conversation is about: the last question's meaning, never its transcript, so a follow-up can edit it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Column, LargeBinary, String, Table, or_, select
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
open_questions = Table(
    "app_open_questions",
    metadata,
    Column("conversation", String(255), primary_key=True),
    Column("run_id", String(255), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
"""The question back that a conversation waits to have answered; its choices are in its run."""


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


def wait_for_answer(session: Session, conversation: str, *, run_id: str, at: datetime) -> None:
    """Keeps the question back that a conversation now waits on, in the caller's transaction."""
    put(session, open_questions, conversation=conversation, run_id=run_id, at=at)


def waits_for_answer(db: Database, conversation: str, *, now: datetime, idle: timedelta) -> str | None:
    """The run whose question back waits for an answer; None when there is none, or it has waited too long."""
    query = select(open_questions).where(open_questions.c.conversation == conversation)
    with db.looking() as connection:
        row = connection.execute(query).first()
    return row.run_id if row is not None and now - row.at <= idle else None


def settle(session: Session, conversations_of: Collection[str], run_id: str = "") -> None:
    """Nobody waits for an answer there any more, nor to this run's question, in the caller's transaction."""
    c = open_questions.c
    session.execute(open_questions.delete().where(or_(c.conversation.in_(conversations_of), c.run_id == run_id)))


def is_known(db: Database, conversation: str) -> bool:
    """Whether we ever answered there, or asked back."""
    answered = select(conversations.c.id).where(conversations.c.id == conversation)
    asked = select(open_questions.c.conversation).where(open_questions.c.conversation == conversation)
    with db.looking() as connection:
        return connection.execute(answered.union_all(asked)).first() is not None
