"""What waits for a person's yes: the exact change, sealed, and who decided. An approval is a row, never a process.

Every decision is one conditional update, so that of many presses at once exactly one counts.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, func, select, text, true
from sqlalchemy.orm import Session

from domain.actions import Action
from domain.value import Value
from domain.work import Person
from store.changes import OPEN as OPEN_WRITES
from store.changes import changes
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

OPEN = text("status = 'open'")
approvals = Table(
    "app_approvals",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("action_id", String(255), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("likeness", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("assignee", String(80), nullable=False),
    Column("needed", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_name", String(255), nullable=False),
    Column("decided_key", String(255), nullable=False),
    Column("decided_at", Instant),
)
Index("uq_app_approvals_open", approvals.c.likeness, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_app_approvals_waiting", approvals.c.expires_at, sqlite_where=OPEN, postgresql_where=OPEN)
votes = Table(
    "app_approval_votes",
    metadata,
    Column("approval_id", String(80), primary_key=True),
    Column("person_id", String(80), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("key", String(255), nullable=False),
    Column("at", Instant, nullable=False),
)
Status = Literal["open", "approved", "rejected", "expired", "replaced", "void", "done", "failed"]


class Approval(Value):
    """One request for a yes. `authors` asked for it or edited it, and may never approve it; `asked` is how often.

    Shape:  `replaced` was edited into another one, `void` had nothing left to do, `done` and `failed` were carried out.
    """

    id: str
    action: Action
    status: Status
    digest: str
    assignee: str
    needed: int
    asked: int = 1
    authors: tuple[Person, ...]
    classes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    preflight: str = ""
    note: str = ""
    """Why it was rejected, or what became of it, in words."""
    reply_to: str = ""
    """The place where whoever asked is answered, as JSON."""
    created_at: datetime
    expires_at: datetime
    decided_by: str = ""
    decided_name: str = ""
    decided_key: str = ""
    decided_at: datetime | None = None


SEALED = ("action", "authors", "classes", "reasons", "preflight", "note", "reply_to")


def new_id() -> str:
    """An id that nobody guesses."""
    return f"approval:{secrets.token_hex(16)}"


def ask(session: Session, db: Database, approval: Approval) -> str:
    """The id under which this waits: its own, or that of an open one that asks for the same, now with its author.

    Shape:  in the caller's transaction; asking twice for one action changes nothing.
    """
    known = session.execute(
        select(approvals.c.id).where(approvals.c.action_id == approval.action.id).order_by(approvals.c.created_at)
    ).scalar()
    if known is not None:
        return str(known)
    row = _row(db, approval) | {"action_id": approval.action.id, "likeness": approval.action.likeness}
    if put_new(session, approvals, **row):
        return approval.id
    here = (approvals.c.likeness == approval.action.likeness) & (approvals.c.status == "open")
    standing = session.execute(select(approvals).where(here).with_for_update()).mappings().one()
    _add_authors(session, db, _approval(db, standing), approval)
    return str(standing["id"])


def _add_authors(session: Session, db: Database, standing: Approval, same: Approval) -> None:
    known = {author.id for author in standing.authors}
    authors = (*standing.authors, *(author for author in same.authors if author.id not in known))
    merged = standing.model_copy(update={"authors": authors})
    here = approvals.c.id == standing.id
    session.execute(approvals.update().where(here).values(details=_details(db, merged), asked=approvals.c.asked + 1))


def vote(session: Session, approval: Approval, by: Person, key: str, at: datetime) -> int:
    """How many different people have now approved exactly this, in the caller's transaction."""
    # On PostgreSQL two voters at once would otherwise not see each other, and nobody would be the last.
    session.execute(select(approvals.c.id).where(approvals.c.id == approval.id).with_for_update())
    put_new(
        session, votes, approval_id=approval.id, person_id=by.id, digest=approval.digest, name=by.name, key=key[:255],
        at=at,
    )  # fmt: skip
    here = (votes.c.approval_id == approval.id) & (votes.c.digest == approval.digest)
    return int(session.execute(select(func.count()).select_from(votes).where(here)).scalar() or 0)


def voted(db: Database, approval: Approval, key: str) -> bool:
    """Whether this very press has approved exactly this already."""
    here = (votes.c.approval_id == approval.id) & (votes.c.digest == approval.digest) & (votes.c.key == key[:255])
    with db.looking() as connection:
        return connection.execute(select(votes.c.person_id).where(here)).first() is not None


def voters(db: Database, approval: Approval) -> list[tuple[str, str]]:
    """(id, name) of everybody who approved exactly this, in their order."""
    here = (votes.c.approval_id == approval.id) & (votes.c.digest == approval.digest)
    with db.looking() as connection:
        rows = connection.execute(select(votes.c.person_id, votes.c.name).where(here).order_by(votes.c.at)).all()
    return [(row.person_id, row.name) for row in rows]


def decide(
    session: Session,
    db: Database,
    approval: Approval,
    status: Status,
    *,
    by: Person | None,
    key: str,
    at: datetime,
    note: str = "",
) -> bool:
    """Whether this decision counts: the first one on exactly this open change does. In the caller's transaction."""
    decided = approval.model_copy(update={"note": note})
    in_time = approvals.c.expires_at > at if status == "approved" else true()
    closed = session.execute(
        approvals.update()
        .where(approvals.c.id == approval.id, approvals.c.status == "open", approvals.c.digest == approval.digest)
        .where(in_time)
        .values(
            status=status,
            details=_details(db, decided),
            decided_by=by.id if by else "",
            decided_name=by.name if by else "",
            decided_key=key[:255],
            decided_at=at,
        )
        .returning(approvals.c.id)
    )
    return closed.first() is not None


def finish(session: Session, db: Database, approval: Approval, status: Status, note: str) -> None:
    """Says how an approved change ended, in the caller's transaction."""
    ended = approval.model_copy(update={"note": note})
    session.execute(
        approvals.update()
        .where(approvals.c.id == approval.id, approvals.c.status == "approved")
        .values(status=status, details=_details(db, ended))
    )


def refresh(session: Session, db: Database, approval: Approval, fresh: Approval) -> bool:
    """Whether the change was put in the place of one that had grown old; votes for the old one no longer count.

    Shape:  in the caller's transaction; `approval` is as it was read; not when another open one asks for the same.
    """
    same = (approvals.c.likeness == fresh.action.likeness) & (approvals.c.status == "open")
    if session.execute(select(approvals.c.id).where(same, approvals.c.id != approval.id)).first() is not None:
        return False
    renewed = session.execute(
        approvals.update()
        .where(approvals.c.id == approval.id, approvals.c.digest == approval.digest)
        .where(approvals.c.status.in_(("open", "approved")))
        .values(
            status="open",
            action_id=fresh.action.id,
            likeness=fresh.action.likeness,
            digest=fresh.digest,
            details=_details(db, fresh),
            expires_at=fresh.expires_at,
            decided_by="",
            decided_name="",
            decided_key="",
            decided_at=None,
        )
        .returning(approvals.c.id)
    )
    return renewed.first() is not None


def assign(session: Session, approval: Approval, person_id: str) -> bool:
    """Whether the open approval is now with this person, in the caller's transaction."""
    moved = session.execute(
        approvals.update()
        .where(approvals.c.id == approval.id, approvals.c.status == "open")
        .values(assignee=person_id)
        .returning(approvals.c.id)
    )
    return moved.first() is not None


def find(db: Database, approval_id: str) -> Approval | None:
    """One approval by its id."""
    return next(iter(_read(db, select(approvals).where(approvals.c.id == approval_id))), None)


def of_action(db: Database, action_id: str) -> Approval | None:
    """The approval that holds this action."""
    return next(iter(_read(db, select(approvals).where(approvals.c.action_id == action_id))), None)


def waiting(db: Database, most: int = 200) -> list[Approval]:
    """Open approvals, the first to expire first."""
    query = select(approvals).where(approvals.c.status == "open").order_by(approvals.c.expires_at).limit(most)
    return _read(db, query)


def overdue(db: Database, at: datetime, most: int = 200) -> list[Approval]:
    """Open approvals whose time has passed."""
    query = select(approvals).where(approvals.c.status == "open", approvals.c.expires_at <= at).limit(most)
    return _read(db, query)


def carried_out(db: Database, most: int = 200) -> list[Approval]:
    """Approved changes all of whose writes have ended, and of which nobody was told yet."""
    begun = select(changes.c.number).where(
        changes.c.action_id == approvals.c.action_id, changes.c.waits_no.is_not(None)
    )
    is_open = select(changes.c.number).where(
        changes.c.action_id == approvals.c.action_id, changes.c.status.in_(OPEN_WRITES)
    )
    ended = (approvals.c.status == "approved") & begun.exists() & ~is_open.exists()
    return _read(db, select(approvals).where(ended).limit(most))


def due(db: Database, now: datetime) -> list[str]:
    """Open approvals whose time has passed, each as `expire:id@hour`: one that was drawn anew has another hour."""
    query = select(approvals.c.id, approvals.c.expires_at).where(
        approvals.c.status == "open", approvals.c.expires_at <= now
    )
    with db.looking() as connection:
        return [f"expire:{row.id}@{row.expires_at.isoformat()}" for row in connection.execute(query)]


def decided_since(db: Database, person_id: str, since: datetime) -> list[tuple[datetime, datetime]]:
    """(asked at, decided at) of what one person decided since a time."""
    query = select(approvals.c.created_at, approvals.c.decided_at).where(
        approvals.c.decided_by == person_id, approvals.c.decided_at > since
    )
    with db.looking() as connection:
        return [(row.created_at, row.decided_at) for row in connection.execute(query)]


def asked_since(db: Database, person_id: str, since: datetime) -> int:
    """How many changes one person was asked to decide since a time."""
    query = select(func.count()).where(approvals.c.assignee == person_id, approvals.c.created_at > since)
    with db.looking() as connection:
        return int(connection.execute(query).scalar() or 0)


def _row(db: Database, approval: Approval) -> dict[str, Any]:
    plain = approval.model_dump(exclude=set(SEALED))
    return plain | {"details": _details(db, approval)}


def _details(db: Database, approval: Approval) -> bytes:
    return db.vault.seal(approval.model_dump_json(include=set(SEALED)))


def _read(db: Database, query: Any) -> list[Approval]:
    with db.looking() as connection:
        rows: Sequence[Any] = connection.execute(query).mappings().all()
    return [_approval(db, row) for row in rows]


def _approval(db: Database, row: Any) -> Approval:
    known = {name: row[name] for name in Approval.model_fields if name not in SEALED}
    return Approval.model_validate(known | json.loads(db.vault.unseal(row["details"])))
