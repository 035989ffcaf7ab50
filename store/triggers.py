"""What watches the CRM: each trigger's place in time, and the flags it has raised on records.

Flags hold ids alone; what a record is called stays in the mirror.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, false, select, text
from sqlalchemy.orm import Session

from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

triggers = Table(
    "app_triggers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("wants", Text, nullable=False),
    Column("cron", String(80), nullable=False),
    Column("condition", String(40), nullable=False),
    Column("agent", String(40), nullable=False),
    Column("looked_until", Instant, nullable=False),
    Column("last_fired", Instant),
    Column("ended_at", Instant),
    Column("found", Integer, nullable=False, server_default="0"),
    Column("fresh", Integer, nullable=False, server_default="0"),
    Column("looked_on", Date),
    Column("data_until", Instant),
    Column("policy", String(64), nullable=False, server_default=""),
)
"""`looked_until` is the product time up to which every fire was submitted; `looked_on` and `data_until` are how far the
records were evaluated, by due day and by change, under the settings that `policy` is the digest of."""
STANDING = text("cleared_at IS NULL")
flags = Table(
    "app_flags",
    metadata,
    Column("condition", String(40), primary_key=True),
    Column("record_id", String(80), primary_key=True),
    Column("opportunity_id", String(80)),
    Column("owner_id", String(80)),
    Column("since", Date),
    Column("flagged_at", Instant, nullable=False),
    Column("is_baseline", Boolean, nullable=False, server_default=false()),
    Column("cleared_at", Instant),
    Column("nudged_at", Instant),
)
Index("ix_app_flags_standing", flags.c.owner_id, sqlite_where=STANDING, postgresql_where=STANDING)


def fire_id(name: str, at: datetime) -> str:
    """The id of one fire's job: the same in every process, whenever it is submitted."""
    return f"cron:{name}:{at.astimezone(UTC).isoformat()}"


def fired_by(job_id: str) -> tuple[str, datetime]:
    """(trigger, product time) of a fire's job."""
    _, name, at = job_id.split(":", 2)
    return name, datetime.fromisoformat(at)


class Kept(Value):
    """One trigger as it is kept: what it wants, when it fires, and what its last look came to."""

    name: str
    wants: str
    cron: str
    condition: str
    agent: str
    looked_until: datetime
    last_fired: datetime | None = None
    ended_at: datetime | None = None
    found: int = 0
    fresh: int = 0


_KEPT = select(*(triggers.c[name] for name in Kept.model_fields)).order_by(triggers.c.name)


def register(session: Session, name: str, *, wants: str, cron: str, condition: str, agent: str, at: datetime) -> bool:
    """Whether a trigger is new; it is known as of now, or as it is described now, and what fired before stays."""
    known = {"wants": wants, "cron": cron, "condition": condition, "agent": agent}
    if put_new(session, triggers, name=name, looked_until=at, **known):
        return True
    session.execute(triggers.update().where(triggers.c.name == name).values(**known))
    return False


def every(db: Database) -> list[Kept]:
    """Every trigger, by name."""
    with db.looking() as connection:
        return [Kept.model_validate(dict(row)) for row in connection.execute(_KEPT).mappings()]


def find(db: Database, name: str) -> Kept | None:
    """One trigger by its name."""
    with db.looking() as connection:
        row = connection.execute(_KEPT.where(triggers.c.name == name)).mappings().first()
    return Kept.model_validate(dict(row)) if row else None


def note(session: Session, name: str, *, at: datetime, found: int, fresh: int) -> None:
    """Remembers what a look came to, in the caller's transaction."""
    session.execute(triggers.update().where(triggers.c.name == name).values(ended_at=at, found=found, fresh=fresh))


def advance(session: Session, name: str, seen: datetime, to: datetime, fired: datetime | None = None) -> bool:
    """Whether this process is the one that moved a trigger on from where everybody saw it, in its transaction."""
    values = {"looked_until": to} | ({"last_fired": fired} if fired else {})
    moved = session.execute(
        triggers.update()
        .where(triggers.c.name == name, triggers.c.looked_until == seen)
        .values(**values)
        .returning(triggers.c.name)
    )
    return moved.first() is not None
