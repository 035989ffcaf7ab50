"""Whose words are to be erased, and what was."""

from __future__ import annotations

from typing import NamedTuple

from domain.errors import NotAllowed, Refused
from domain.work import Person
from handlers.desk import Desk
from store import people as links
from store.crm import contacts
from store.crm.people import colleagues


class Subject(NamedTuple):
    """One person: an address or name to call them by, everything they are known as, and their users in chat."""

    called: str
    known_as: frozenset[str]
    users: frozenset[str]
    contacts: frozenset[str] = frozenset()
    """Ids of their records, where they are a customer's person."""


class NobodyByThatName(Refused):
    """Nobody, or more than one, goes by what was said."""

    def __init__(self, said: str, addresses: tuple[str, ...]) -> None:
        many = f"More than one person is called “{said[:80]}”: say the e-mail address, one of {', '.join(addresses)}."
        none = f"I know nobody called “{said[:80]}”. Say the whole name or the e-mail address."
        super().__init__(many if addresses else none)


def must_run_this(person: Person) -> None:
    """Passes operators; erasing cannot be undone, so nobody else may."""
    if person.role != "operator":
        raise NotAllowed("erase anybody's words", "An operator")


def subject_of(desk: Desk, said: str) -> Subject:
    """The one person who goes by this name or address."""
    wanted = " ".join(said.split()).strip(' .!?“”"').lower()
    known: dict[str, set[str]] = {}
    with desk.db.reading() as connection:
        people = [(person.name, person.email) for person in colleagues(connection)]
    linked = links.everybody(desk.db)
    for name, email in [*people, *((link.name, link.email) for _, link in linked)]:
        if wanted and wanted in (name.lower(), email.lower()):
            known.setdefault(email.lower() or name.lower(), set()).update({name, email})
    if not known and wanted:
        return _contact(desk, said, wanted)
    if len(known) != 1:
        raise NobodyByThatName(said, tuple(sorted(known)))
    ((called, names),) = known.items()
    users = {user for user, link in linked if (link.email or link.name).lower() == called}
    return Subject(called, frozenset(filter(None, names)), frozenset(users))


def _contact(desk: Desk, said: str, wanted: str) -> Subject:
    """The one customer's person who goes by this; two records with one address are one person."""
    with desk.db.reading() as connection:
        found = contacts.named(connection, wanted)
    by_address: dict[str, list[dict[str, object]]] = {}
    for one in found:
        by_address.setdefault(str(one["email"] or one["id"]).lower(), []).append(one)
    if len(by_address) != 1:
        raise NobodyByThatName(said, tuple(sorted(by_address)))
    ((called, records),) = by_address.items()
    names = {str(one[name]) for one in records for name in ("name", "email") if one[name]}
    return Subject(called if "@" in called else wanted, frozenset(names), frozenset(),
                   frozenset(str(one["id"]) for one in records))  # fmt: skip
