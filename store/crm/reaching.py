"""Deals and contacts that somebody means by a name, among those they may see."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from domain.rights import Sight
from store.crm.query.sql import bare
from store.crm.tables import accounts, contacts, opportunities

o = opportunities.c


class Found(NamedTuple):
    """One record, and the account that it belongs to."""

    id: str
    name: str
    account: str = ""


def deals_about(connection: Connection, said: str, sight: Sight, first_of: str, most: int) -> list[Found]:
    """Open deals whose name, or account's name, begins with or holds these words; all of them without words.

    Shape:  one's own first, then those with the latest activity.
    """
    query = (
        select(o.id, o.name, accounts.c.name)
        .outerjoin(accounts, accounts.c.id == o.account_id)
        .where(bare(o.is_open), _seen(o.owner_id, sight), _like(said, o.name, accounts.c.name))
        .order_by((o.owner_id == first_of).desc(), func.coalesce(o.last_activity_on, o.created_on).desc(), o.id)
        .limit(most)
    )
    return [Found(row[0], row[1], row[2] or "") for row in connection.execute(query)]


def count_deals(connection: Connection, sight: Sight) -> int:
    """How many open deals there are that may be seen."""
    query = select(func.count()).select_from(opportunities).where(bare(o.is_open), _seen(o.owner_id, sight))
    return int(connection.execute(query).scalar() or 0)


def contacts_named(connection: Connection, said: str, sight: Sight, most: int = 6) -> list[Found]:
    """Contacts of this whole name, else those whose name holds it, at accounts that may be seen."""
    whole = func.lower(contacts.c.name) == said.lower()
    query = (
        select(contacts.c.id, contacts.c.name, accounts.c.name)
        .join(accounts, accounts.c.id == contacts.c.account_id)
        .where(_seen(accounts.c.owner_id, sight))
        .order_by(contacts.c.name, contacts.c.id)
        .limit(most)
    )
    for where in (whole, _like(said, contacts.c.name)):
        if found := [Found(row[0], row[1], row[2]) for row in connection.execute(query.where(where))]:
            return found
    return []


def sees_contact(connection: Connection, contact_id: str, sight: Sight) -> bool:
    """Whether the contact's account may be seen."""
    query = select(accounts.c.id).join(contacts, contacts.c.account_id == accounts.c.id)
    here = and_(contacts.c.id == contact_id, _seen(accounts.c.owner_id, sight))
    return connection.execute(query.where(here)).first() is not None


def _seen(owner: Any, sight: Sight) -> ColumnElement[bool]:
    return true() if sight.kind == "all" else owner.in_(sorted(sight.owners))


def _like(said: str, *columns: Any) -> ColumnElement[bool]:
    words = said.lower().strip()
    if not words:
        return true()
    return or_(*(func.lower(column).contains(words, autoescape=True) for column in columns))
