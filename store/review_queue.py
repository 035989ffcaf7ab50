"""What agents could not do alone: review items ("exceptions") that a person decides, once, for everybody.

The reason may name records or repeat a question, so it is sealed like the details.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, String, Table, func, select
from sqlalchemy.orm import Session

from domain.value import Value
from store.limits import alone
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

review_items = Table(
    "app_review_items",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("needs", String(20), nullable=False),
    Column("assignee", String(255), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("run_id", String(255), index=True),
    Column("details", LargeBinary, nullable=False),
    Column("status", String(10), nullable=False, index=True),
    Column("decision", String(20)),
    Column("decided_by", String(255)),
    Column("decided_at", Instant),
    Column("decided_key", String(255)),
    Column("created_at", Instant, nullable=False),
    Column("number", Integer, nullable=False, server_default="0", index=True),
    Column("snoozed_until", Instant),
)
"""`number` is what people call it by: “exception #12”."""


class ReviewItem(Value):
    """One thing that waits for judgement. `needs` is `approval`, `decision` or `fix`."""

    id: str
    kind: str
    severity: str
    needs: str
    assignee: str
    reason: str
    run_id: str | None
    details: dict[str, Any] = {}
    status: str = "open"
    decision: str | None = None
    decided_by: str | None = None
    decided_key: str | None = None
    created_at: datetime
    number: int = 0
    """Given when it is filed."""
    snoozed_until: datetime | None = None
    decided_at: datetime | None = None


def file(session: Session, db: Database, item: ReviewItem) -> bool:
    """Whether the item is new; filing the same id again changes nothing."""
    alone(session, "exceptions")
    if session.execute(select(review_items.c.id).where(review_items.c.id == item.id)).first() is not None:
        return False
    latest = session.execute(select(func.max(review_items.c.number))).scalar()
    row = item.model_dump(exclude={"reason", "details"}) | {"number": int(latest or 0) + 1}
    sealed = {"reason": db.vault.seal(item.reason), "details": db.vault.seal(json.dumps(item.details, default=str))}
    return put_new(session, review_items, **row, **sealed)


def decide(session: Session, item_id: str, decision: str, *, by: str, key: str, at: datetime) -> bool:
    """Whether this decision counts: the first one closes the item for everyone. `key` is the press that decided."""
    closed = session.execute(
        review_items.update()
        .where(review_items.c.id == item_id, review_items.c.status == "open")
        .values(status="closed", decision=decision, decided_by=by, decided_at=at, decided_key=key)
    )
    return bool(closed.rowcount)  # type: ignore[attr-defined]


def assign(session: Session, item_id: str, assignee: str) -> bool:
    """Whether it waits for this person now; one that was decided waits for nobody. In the caller's transaction."""
    return _change(session, item_id, assignee=assignee[:255], snoozed_until=None)


def snooze(session: Session, item_id: str, until: datetime) -> bool:
    """Whether nobody hears of it until then, in the caller's transaction; it stays open."""
    return _change(session, item_id, snoozed_until=until)


def _change(session: Session, item_id: str, **values: Any) -> bool:
    is_open = (review_items.c.id == item_id) & (review_items.c.status == "open")
    changed = review_items.update().where(is_open).values(**values).returning(review_items.c.id)
    return session.execute(changed).first() is not None


def numbered(db: Database, number: int) -> ReviewItem | None:
    """One item by what people call it."""
    query = select(review_items).where(review_items.c.number == number, review_items.c.number > 0)
    with db.looking() as connection:
        row = connection.execute(query).mappings().first()
    return _item(db, row) if row else None


def closed_items(db: Database, most: int = 100) -> list[ReviewItem]:
    """Decided items, the latest decision first."""
    query = select(review_items).where(review_items.c.status != "open").order_by(review_items.c.decided_at.desc())
    with db.looking() as connection:
        return [_item(db, row) for row in connection.execute(query.limit(most)).mappings()]


def find(db: Database, item_id: str) -> ReviewItem | None:
    """One item by its id."""
    with db.looking() as connection:
        row = connection.execute(select(review_items).where(review_items.c.id == item_id)).mappings().first()
    return _item(db, row) if row else None


def open_items(db: Database, most: int = 100) -> list[ReviewItem]:
    """Open items, oldest first."""
    query = select(review_items).where(review_items.c.status == "open").order_by(review_items.c.created_at).limit(most)
    with db.looking() as connection:
        return [_item(db, row) for row in connection.execute(query).mappings()]


def _item(db: Database, row: Any) -> ReviewItem:
    known = {name: row[name] for name in ReviewItem.model_fields if name not in ("reason", "details")}
    unseal = db.vault.unseal
    return ReviewItem(**known, reason=unseal(row["reason"]), details=json.loads(unseal(row["details"])))
