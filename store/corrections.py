"""How often people corrected the drafter: answers that were drafted against answers whose words somebody edited."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import distinct, func, select

from domain.value import Value
from store.audit import audit
from store.session import Database

DRAFTED, CORRECTED = "question:answered", "draft:edit"
WEEK = timedelta(days=7)


class Corrections(Value):
    """One stretch of time: how many drafts were made, and how many of all drafts were edited in it."""

    since: datetime
    until: datetime
    drafted: int
    corrected: int


def by_week(db: Database, until: datetime, weeks: int) -> list[Corrections]:
    """The latest weeks, newest first, the first ending now; a draft edited twice counts once."""
    return [_between(db, until - WEEK * (n + 1), until - WEEK * n) for n in range(weeks)]


def _between(db: Database, since: datetime, until: datetime) -> Corrections:
    query = (
        select(audit.c.action, func.count(distinct(audit.c.subject)).label("n"))
        .where(audit.c.action.in_((DRAFTED, CORRECTED)), audit.c.at > since, audit.c.at <= until)
        .group_by(audit.c.action)
    )
    with db.looking() as connection:
        found = {row.action: row.n for row in connection.execute(query)}
    return Corrections(since=since, until=until, drafted=found.get(DRAFTED, 0), corrected=found.get(CORRECTED, 0))
