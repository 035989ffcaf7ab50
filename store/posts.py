"""Cards that were posted: where each stands on its surface and what it says now, so that a press can replace it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, select
from sqlalchemy.orm import Session

from domain.cards import Card
from domain.work import Place
from store.effects import effects
from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

posts = Table(
    "app_posts",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("run_id", String(255), index=True),
    Column("place", LargeBinary, nullable=False),
    Column("card", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)


def keep(
    session: Session, db: Database, key: str, place: Place, card: Card, at: datetime, run_id: str | None = None
) -> None:
    """Keeps the latest card of a post, sealed, in the caller's transaction."""
    sealed = {"place": db.vault.seal(place.model_dump_json()), "card": db.vault.seal(card.model_dump_json())}
    put(session, posts, key=key, run_id=run_id, at=at, **sealed)


def find(db: Database, key: str) -> tuple[Place, Card] | None:
    """Where a post stands and what it says."""
    with db.looking() as connection:
        row = connection.execute(_OF_KEY, {"key_": key}).first()
    return _opened(db, row) if row else None


def _opened(db: Database, row: Any) -> tuple[Place, Card]:
    return (
        Place.model_validate_json(db.vault.unseal(row.place)),
        Card.model_validate_json(db.vault.unseal(row.card)),
    )


_OF_KEY = select(posts.c.place, posts.c.card).where(posts.c.key == bindparam("key_"))


class Standing(NamedTuple):
    """A card, where it belongs, and what became of posting it: `state` is None while nobody began to."""

    place: Place
    card: Card
    state: str | None
    message: str | None


def standing(db: Database, key: str, effect: str) -> Standing | None:
    """A post with the outside call that brings it to its place, in one look."""
    row = _STANDING.first(db, key_=key, effect_=effect)
    return Standing(*_opened(db, row), row.state, row.result) if row else None


_STANDING = Look(
    select(posts.c.place, posts.c.card, effects.c.state, effects.c.result)
    .outerjoin(effects, effects.c.key == bindparam("effect_"))
    .where(posts.c.key == bindparam("key_"))
)


def of_run(db: Database, run_id: str) -> list[tuple[str, Place]]:
    """(key, place) of every card that shows a run."""
    with db.looking() as connection:
        rows = connection.execute(select(posts.c.key, posts.c.place).where(posts.c.run_id == run_id)).all()
    return [(row.key, Place.model_validate_json(db.vault.unseal(row.place))) for row in rows]
