"""Whose words are to be erased, and what was."""

from __future__ import annotations

from typing import NamedTuple

from domain.errors import NotAllowed, Refused
from domain.work import Person
from handlers.desk import Desk
from store import people as links
from store.crm.people import colleagues


class Subject(NamedTuple):
    """One person: an address or name to call them by, everything they are known as, and their users in chat."""

    called: str
    known_as: frozenset[str]
    users: frozenset[str]


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
    if len(known) != 1:
        raise NobodyByThatName(said, tuple(sorted(known)))
    ((called, names),) = known.items()
    users = {user for user, link in linked if (link.email or link.name).lower() == called}
    return Subject(called, frozenset(filter(None, names)), frozenset(users))
