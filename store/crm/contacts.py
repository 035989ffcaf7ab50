"""One customer's person in the mirror: found by their address, shown whole, or taken out of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select
from sqlalchemy.orm import Session

from store.crm.tables import activities, contacts, opportunities

NOBODY = "somebody"
MOST = 10


def named(connection: Connection, said: str) -> list[dict[str, Any]]:
    """The contacts with this address or whole name, each with id, name and e-mail; of many the first."""
    wanted = said.strip().lower()
    c = contacts.c
    query = select(c.id, c.name, c.email, c.account_id).where(
        or_(func.lower(c.email) == wanted, func.lower(c.name) == wanted)
    )
    return [dict(row) for row in connection.execute(query.order_by(c.id).limit(MOST)).mappings()]


def whole(connection: Connection, ids: Collection[str]) -> list[dict[str, Any]]:
    """Everything that the mirror holds of these contacts."""
    return [dict(row) for row in connection.execute(select(contacts).where(contacts.c.id.in_(sorted(ids)))).mappings()]


def forget(session: Session, ids: Collection[str], pattern: re.Pattern[str]) -> int:
    """How many records lost these contacts, in the caller's transaction: their own, and what their accounts' mention.

    The contact's record stays, without who it is, so that what refers to it still does.
    """
    ours = contacts.c.id.in_(sorted(ids))
    accounts = [one for one in session.execute(select(contacts.c.account_id).where(ours)).scalars() if one]
    changed = _blot(session, activities, "subject", accounts, pattern)
    changed += _blot(session, opportunities, "next_step", accounts, pattern)
    nobody = {"name": NOBODY, "email": None, "phone": None, "title": None}
    return changed + int(session.execute(contacts.update().where(ours).values(**nobody)).rowcount)  # type: ignore[attr-defined]


def _blot(session: Session, table: Table, column: str, accounts: Collection[str], pattern: re.Pattern[str]) -> int:
    here = table.c.account_id.in_(sorted(accounts)) & table.c[column].is_not(None)
    naming = [row for row in session.execute(select(table.c.id, table.c[column]).where(here)) if pattern.search(row[1])]
    for id_, text in naming:
        session.execute(table.update().where(table.c.id == id_).values({column: pattern.sub(NOBODY, text)}))
    return len(naming)
