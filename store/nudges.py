"""What the pipeline agent has to say to people: a message per rep and day, a digest per manager and day, sealed.

A message is a row from the moment it is proposed to the moment it is answered; its `due_at` says when it may be sent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Index, LargeBinary, String, Table, select, text
from sqlalchemy.orm import Session

from domain.nudging import Body
from domain.value import Value
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

HELD = text("state = 'held'")
nudges = Table(
    "app_nudges",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("to_id", String(80), nullable=False),
    Column("manager_id", String(80), nullable=False),
    Column("digest_id", String(120), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", String(80), nullable=False, server_default=""),
)
Index("ix_app_nudges_held", nudges.c.due_at, sqlite_where=HELD, postgresql_where=HELD)
Index("ix_app_nudges_to_id", nudges.c.to_id, nudges.c.created_at)
Kind = Literal["nudge", "digest", "escalation"]
State = Literal["proposed", "held", "sent", "answered", "escalated", "dropped", "declined"]


class Nudge(Value):
    """One message to one person. `held` waits for its hour, `proposed` for a manager's yes.

    Shape:  `dropped` had nothing left to say when its hour came; a digest is `answered` when it is decided.
    """

    id: str
    kind: Kind
    to_id: str
    manager_id: str = ""
    digest_id: str = ""
    state: State
    body: Body
    created_at: datetime
    due_at: datetime | None = None
    sent_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""


def keep(session: Session, db: Database, nudge: Nudge) -> bool:
    """Whether the message is new; a second one of the same id changes nothing. In the caller's transaction."""
    row = nudge.model_dump(exclude={"body"})
    return put_new(session, nudges, **row, body=db.vault.seal(nudge.body.model_dump_json()))


def move(
    session: Session,
    nudge_id: str,
    of: Collection[State],
    to: State,
    *,
    at: datetime,
    by: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Whether this call is the one that moved the message on from one of these states, in the caller's transaction."""
    values: dict[str, Any] = {"state": to}
    if to == "held":
        values |= {"due_at": due_at}
    elif to == "sent":
        values |= {"sent_at": at}
    else:
        values |= {"ended_at": at, "ended_by": by}
    moved = session.execute(
        nudges.update()
        .where(nudges.c.id == nudge_id, nudges.c.state.in_(sorted(of)))
        .values(**values)
        .returning(nudges.c.id)
    )
    return moved.first() is not None


def rewrite(session: Session, db: Database, nudge_id: str, body: Body) -> None:
    """Puts what was answered into the message, in the caller's transaction."""
    session.execute(nudges.update().where(nudges.c.id == nudge_id).values(body=db.vault.seal(body.model_dump_json())))


def find(db: Database, nudge_id: str) -> Nudge | None:
    """One message by its id."""
    return next(iter(_read(db, nudges.c.id == nudge_id)), None)


def of_digest(db: Database, digest_id: str) -> list[Nudge]:
    """The messages that one digest asks a manager about."""
    return _read(db, nudges.c.digest_id == digest_id, nudges.c.kind == "nudge")


def due(db: Database, now: datetime) -> list[str]:
    """Held messages whose hour has come, each as `id@hour`: one that is held again has another hour."""
    is_due = HELD, nudges.c.due_at <= now
    query = select(nudges.c.id, nudges.c.due_at).where(*is_due).order_by(nudges.c.due_at, nudges.c.id)
    with db.looking() as connection:
        return [f"{row.id}@{row.due_at.isoformat()}" for row in connection.execute(query)]


def unanswered(db: Database, since: datetime, until: datetime) -> list[Nudge]:
    """Messages to reps that were sent in this time and that nobody answered."""
    return _read(db, nudges.c.kind == "nudge", nudges.c.state == "sent", nudges.c.sent_at.between(since, until))


def sent_to(db: Database, kind: Kind, person_id: str) -> list[Nudge]:
    """Messages of one kind that this person got and has not answered, the oldest first."""
    return _read(db, nudges.c.to_id == person_id, nudges.c.kind == kind, nudges.c.state == "sent")


def declined_deals(db: Database, since: datetime) -> set[str]:
    """Ids of the deals of messages that managers said no to since then."""
    found = _read(db, nudges.c.kind == "nudge", nudges.c.state == "declined", nudges.c.ended_at >= since)
    return {concern.opportunity_id for one in found for concern in one.body.concerns}


def last_to(db: Database, kind: Kind) -> dict[str, datetime]:
    """When each person was last written to, by person, in messages of this kind."""
    query = select(nudges.c.to_id, nudges.c.created_at).where(nudges.c.kind == kind).order_by(nudges.c.created_at)
    with db.looking() as connection:
        return {row.to_id: row.created_at for row in connection.execute(query)}


def _read(db: Database, *where: Any) -> list[Nudge]:
    with db.looking() as connection:
        rows = connection.execute(select(nudges).where(*where).order_by(nudges.c.id)).mappings().all()
    return [
        Nudge.model_validate(dict(row) | {"body": Body.model_validate_json(db.vault.unseal(row["body"]))})
        for row in rows
    ]
