"""What a person means by a name, since they said so once: “mike” is Mike Reyes; theirs alone, and theirs to undo."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, select
from sqlalchemy.orm import Session

from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

name_choices = Table(
    "app_name_choices",
    metadata,
    Column("person", String(255), primary_key=True),
    Column("words", String(64), primary_key=True),
    Column("choice", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)
"""`words` is the digest of what was said; what it means is sealed."""


class NameChoice(NamedTuple):
    """What was said, and the record it means: its kind and its name."""

    words: str
    kind: str
    name: str
    at: datetime


def remember(session: Session, db: Database, person: str, choice: NameChoice) -> None:
    """Keeps a choice, in the caller's transaction; a later one for the same words replaces it."""
    sealed = db.vault.seal(json.dumps([choice.words, choice.kind, choice.name]))
    put(session, name_choices, person=person, words=_digest(person, choice.words), choice=sealed, at=choice.at)


def of(db: Database, person: str) -> list[NameChoice]:
    """Everything a person chose, oldest first."""
    return [_opened(db, row.choice, row.at) for row in _OF_PERSON.all(db, person_=person)]


_OF_PERSON = Look(
    select(name_choices.c.choice, name_choices.c.at)
    .where(name_choices.c.person == bindparam("person_"))
    .order_by(name_choices.c.at, name_choices.c.words)
)


def _opened(db: Database, sealed: bytes, at: datetime) -> NameChoice:
    words, kind, name = json.loads(db.vault.unseal(sealed))
    return NameChoice(words, kind, name, at)


def forget(session: Session, person: str, words: str) -> bool:
    """Whether there was such a choice; it is gone, in the caller's transaction."""
    where = (name_choices.c.person == person, name_choices.c.words == _digest(person, words))
    return bool(session.execute(name_choices.delete().where(*where)).rowcount)  # type: ignore[attr-defined]


def _digest(person: str, words: str) -> str:
    return hashlib.sha256(f"{person}\n{words.casefold()}".encode()).hexdigest()
