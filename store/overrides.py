"""Managers' words that somebody may carry more than the limit for a while: until when, whose word, and why, sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, String, Table, select
from sqlalchemy.orm import Session

from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

overrides = Table(
    "app_capacity_overrides",
    metadata,
    Column("person_id", String(80), primary_key=True),
    Column("until", Instant, nullable=False),
    Column("by", String(255), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)


class Overridden(Value):
    """One override that stands."""

    person_id: str
    until: datetime
    by: str
    reason: str
    at: datetime


def keep(session: Session, db: Database, one: Overridden) -> None:
    """Keeps the latest word on a person, in the caller's transaction; one that ends at once takes it back."""
    row = one.model_dump(exclude={"reason"})
    put(session, overrides, **row, reason=db.vault.seal(one.reason))


def standing(db: Database, now: datetime) -> dict[str, Overridden]:
    """Every override in force, by person."""
    query = select(overrides).where(overrides.c.until > now)
    with db.looking() as connection:
        rows = connection.execute(query).mappings().all()
    return {row["person_id"]: Overridden(**(dict(row) | {"reason": db.vault.unseal(row["reason"])})) for row in rows}
