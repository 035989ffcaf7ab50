"""What was said about a decision's due time: that somebody was reminded, or that it was passed on. Each once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Column, String, Table
from sqlalchemy.orm import Session

from store.types import Instant, metadata
from store.upsert import put_new

marks = Table(
    "app_sla_marks",
    metadata,
    Column("subject", String(120), primary_key=True),
    Column("what", String(12), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("whom", String(255), nullable=False),
)
Mark = Literal["reminded", "escalated"]


def mark(session: Session, subject: str, what: Mark, whom: str, at: datetime) -> bool:
    """Whether this was not done before, in the caller's transaction."""
    return put_new(session, marks, subject=subject[:120], what=what, at=at, whom=whom[:255])
