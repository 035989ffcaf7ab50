"""Limits in rolling windows, exact to the unit: a use is counted in the transaction that checks whether it fits."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, Integer, String, Table, func, select, text
from sqlalchemy.orm import Session

from store.session import Database
from store.types import Instant, metadata

uses = Table(
    "app_limit_uses",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("units", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_app_limit_uses_name_at", uses.c.name, uses.c.at)


def take(
    session: Session, name: str, key: str, *, limit: int, window: timedelta, at: datetime, units: int = 1
) -> datetime | None:
    """None when the use fits and is now counted; else the time at which it will fit.

    Shape:  in the caller's transaction. The same key is counted once, so whatever is done again after a crash costs
            nothing. A use counts until the window after it has passed.
    """
    alone(session, f"limit:{name}")
    ours = (uses.c.name == name) & (uses.c.key == key[:255])
    if session.execute(select(uses.c.at).where(ours)).first() is not None:
        return None
    since = at - window
    session.execute(uses.delete().where(uses.c.name == name, uses.c.at <= since))
    used = session.execute(select(func.coalesce(func.sum(uses.c.units), 0)).where(uses.c.name == name)).scalar() or 0
    if int(used) + units > limit:
        return _room_at(session, name, int(used) + units - limit, at) + window
    session.execute(uses.insert().values(name=name, key=key[:255], units=units, at=at))
    return None


def _room_at(session: Session, name: str, wanted: int, at: datetime) -> datetime:
    """The time of the use with whose end so many units are free again; now, when all uses together are fewer."""
    freed = 0
    for row in session.execute(select(uses.c.at, uses.c.units).where(uses.c.name == name).order_by(uses.c.at)):
        freed += row.units
        if freed >= wanted:
            return row.at  # type: ignore[no-any-return]
    return at


def release(session: Session, name: str, key: str) -> None:
    """Gives a use back, in the caller's transaction: for what is held rather than used up."""
    session.execute(uses.delete().where(uses.c.name == name, uses.c.key == key[:255]))


def used(db: Database, name: str, *, window: timedelta, at: datetime) -> int:
    """Units used in the window that ends now."""
    query = select(func.coalesce(func.sum(uses.c.units), 0)).where(uses.c.name == name, uses.c.at > at - window)
    with db.looking() as connection:
        return int(connection.execute(query).scalar() or 0)


def alone(session: Session, name: str) -> None:
    """Lets one transaction at a time count what is named; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
