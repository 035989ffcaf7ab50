"""What a conversation is about: the last question's meaning, never its transcript, so a follow-up can edit it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, null, or_, select, union_all
from sqlalchemy.orm import Session

from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put, put_all

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
    session: Session, db: Database, *known_by: str, person: str, intent_json: str, run_id: str, at: datetime
) -> None:
    """Keeps the meaning of the latest question of the conversations, sealed, in the caller's transaction."""
    sealed = db.vault.seal(intent_json)
    rows = [{"id": one, "person": person, "intent": sealed, "run_id": run_id, "at": at} for one in known_by]
    put_all(session, conversations, rows)


class _Kept(NamedTuple):
    """What is kept of one conversation: its latest meaning, sealed, and the question back that it waits on."""

    intent: bytes | None = None
    meant_at: datetime | None = None
    waits_for: str = ""
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Remembered:
    """What some conversations are about at a time; what was quiet for longer than `idle` does not count."""

    db: Database
    now: datetime
    idle: timedelta
    kept: dict[str, _Kept]

    def meaning(self, conversation: str) -> tuple[str | None, bool]:
        """(the latest meaning as JSON or None, whether it was dropped for being idle too long)."""
        kept = self.kept.get(conversation, _Kept())
        if kept.intent is None or kept.meant_at is None:
            return None, False
        if self.now - kept.meant_at > self.idle:
            return None, True
        return self.db.vault.unseal(kept.intent), False

    def ended(self, conversation: str) -> str | None:
        """The meaning that was dropped as idle, as JSON: it is kept, and a person may go on with it."""
        kept = self.kept.get(conversation, _Kept())
        return self.db.vault.unseal(kept.intent) if kept.intent and self.meaning(conversation)[1] else None

    def waits_for(self, conversation: str) -> str | None:
        """The run whose question back waits for an answer; None when there is none, or it has waited too long."""
        kept = self.kept.get(conversation, _Kept())
        return kept.waits_for if kept.asked_at is not None and self.now - kept.asked_at <= self.idle else None


def look(db: Database, thread: str, whole: str = "", *, now: datetime, idle: timedelta) -> Remembered:
    """What a thread and the conversation that it is in are about, in one statement."""
    kept: dict[str, _Kept] = {}
    for row in _KEPT.all(db, thread_=thread, whole_=whole):
        of_it = kept.get(row.id, _Kept())
        if row.waits_for is None:
            kept[row.id] = of_it._replace(intent=row.intent, meant_at=row.at)
        else:
            kept[row.id] = of_it._replace(waits_for=row.waits_for, asked_at=row.at)
    return Remembered(db, now, idle, kept)


def _either(column: Any) -> Any:
    return or_(column == bindparam("thread_"), column == bindparam("whole_"))


_KEPT = Look(
    union_all(
        select(
            conversations.c.id, conversations.c.intent, null().label("waits_for"), conversations.c.at.label("at")
        ).where(_either(conversations.c.id)),
        select(open_questions.c.conversation, null(), open_questions.c.run_id, open_questions.c.at).where(
            _either(open_questions.c.conversation)
        ),
    )
)


def wait_for_answer(session: Session, conversation: str, *, run_id: str, at: datetime) -> None:
    """Keeps the question back that a conversation now waits on, in the caller's transaction."""
    put(session, open_questions, conversation=conversation, run_id=run_id, at=at)


def settle(session: Session, conversations_of: Collection[str], run_id: str = "") -> None:
    """Nobody waits for an answer there any more, nor to this run's question, in the caller's transaction."""
    session.execute(_SETTLE, {"of": list(conversations_of), "by": run_id})


_SETTLE = open_questions.delete().where(
    or_(open_questions.c.conversation.in_(bindparam("of", expanding=True)), open_questions.c.run_id == bindparam("by"))
)


def is_known(db: Database, conversation: str) -> bool:
    """Whether we ever answered there, or asked back."""
    answered = select(conversations.c.id).where(conversations.c.id == conversation)
    asked = select(open_questions.c.conversation).where(open_questions.c.conversation == conversation)
    with db.looking() as connection:
        return connection.execute(answered.union_all(asked)).first() is not None
