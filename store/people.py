"""Who is who on a surface: a chat user linked to a person of the CRM by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, String, Table, bindparam, select
from sqlalchemy.orm import Session

from store.prepared import Look
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put

people_links = Table(
    "app_people_links",
    metadata,
    Column("surface", String(20), primary_key=True),
    Column("user", String(80), primary_key=True),
    Column("email", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("timezone", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("person_id", String(80), nullable=False, server_default=""),
)
"""`kind` is `member`, `restricted` (a guest of the workspace) or `bot`."""


AT_ONCE = 500


class Link(NamedTuple):
    """What a surface says of one of its users."""

    email: str
    name: str
    timezone: str
    kind: str
    checked_at: datetime
    person_id: str = ""
    """Set by hand for a person whose e-mail address the CRM does not hold; it wins over the address."""


def link(session: Session, surface: str, user: str, said: Link) -> None:
    """Remembers what a surface says of a user, in the caller's transaction."""
    put(session, people_links, surface=surface, user=user, **said._asdict())


def find(db: Database, surface: str, user: str) -> Link | None:
    """What we know of a chat user; None when it was never asked."""
    row = _OF_USER.first(db, surface_=surface, user_=user)
    return Link(*row) if row else None


_OF_USER = Look(
    select(*(people_links.c[f] for f in Link._fields)).where(
        people_links.c.surface == bindparam("surface_"), people_links.c.user == bindparam("user_")
    )
)


def everybody(db: Database) -> list[tuple[str, Link]]:
    """(user, what we know of them) of every chat user we ever asked about."""
    query = select(people_links.c.user, *(people_links.c[f] for f in Link._fields)).order_by(people_links.c.user)
    with db.looking() as connection:
        return [(row[0], Link(*row[1:])) for row in connection.execute(query)]


def find_all(db: Database, surface: str, users: Sequence[str]) -> dict[str, Link]:
    """What we know of many chat users, by user; those never asked about are not in it."""
    c, found = people_links.c, dict[str, Link]()
    with db.looking() as connection:
        for start in range(0, len(users), AT_ONCE):
            wanted = c.surface == surface, c.user.in_(users[start : start + AT_ONCE])
            rows = connection.execute(select(c.user, *(c[field] for field in Link._fields)).where(*wanted))
            found |= {row[0]: Link(*row[1:]) for row in rows}
    return found
