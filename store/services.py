"""Whether an outside system answers: after so many failures it is left alone, and asked again from time to time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, String, Table, select
from sqlalchemy.orm import Session

from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

services = Table(
    "app_services",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("down_since", Instant),
    Column("probe_at", Instant),
    Column("why", String(255), nullable=False),
)


class Service(Value):
    """One outside system. `down_since` is its first failure in a row; nothing is asked of it before `probe_at`."""

    name: str
    failures: int = 0
    down_since: datetime | None = None
    probe_at: datetime | None = None
    why: str = ""


def of_name(db: Database, name: str) -> Service:
    """How a system stands."""
    with db.looking() as connection:
        row = connection.execute(select(services).where(services.c.name == name)).mappings().first()
    return Service.model_validate(dict(row)) if row else Service(name=name)


def within(session: Session, name: str) -> Service:
    """The same in the caller's transaction."""
    row = session.execute(select(services).where(services.c.name == name)).mappings().first()
    return Service.model_validate(dict(row)) if row else Service(name=name)


def failed(session: Session, name: str, why: str, at: datetime, again_in: timedelta) -> None:
    """Counts one more failure in a row, in the caller's transaction."""
    put_new(session, services, name=name, failures=0, why="")
    this = services.c.name == name
    session.execute(services.update().where(this, services.c.down_since.is_(None)).values(down_since=at))
    values = {"failures": services.c.failures + 1, "probe_at": at + again_in, "why": why[:255]}
    session.execute(services.update().where(this).values(values))


def answered(session: Session, name: str) -> None:
    """Forgets earlier failures, in the caller's transaction."""
    well = {"failures": 0, "down_since": None, "probe_at": None, "why": ""}
    session.execute(services.update().where(services.c.name == name, services.c.failures > 0).values(well))


def probe_now(session: Session, name: str, at: datetime) -> bool:
    """Whether the system is known to be away, and is now asked at once; in the caller's transaction."""
    away = (services.c.name == name) & services.c.down_since.is_not(None)
    return session.execute(
        services.update().where(away).values(probe_at=at).returning(services.c.name)
    ).first() is not None  # fmt: skip
