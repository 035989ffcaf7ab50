"""What of the audit trail somebody may read, and which records the words of a search speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.language.names import name_words
from domain.work import Person
from handlers.desk import Desk
from handlers.names import names_for
from handlers.people import own_sight
from store.crm.people import person_by_id
from store.crm.records import ids_about

MOST_RECORDS = 2_000
"""Records of one search; beyond, an account's entries are found by the words in them alone."""


def records_meant(desk: Desk, person: Person, words: str) -> frozenset[str]:
    """Ids of the accounts and deals that are called so, with everything that belongs to the accounts."""
    said = name_words(words)
    if not said or len(said) > 12:
        return frozenset()
    found = names_for(desk, person).exact(said)
    best = max((one.score for one in found), default=0)
    accounts = {one.named.value for one in found if one.named.kind == "account" and one.score == best}
    with desk.db.reading() as connection:
        return frozenset(ids_about(connection, {*accounts, " ".join(words.split())}, MOST_RECORDS))


def may_read(desk: Desk, person: Person) -> Callable[[dict[str, Any]], bool]:
    """Whether an entry may be read by this person: who reads one team's records reads what that team did and asked."""
    sight = own_sight(desk, person)
    if sight.kind == "all":
        return lambda _entry: True
    with desk.db.reading() as connection:
        team = [one for id_ in sorted({*sight.owners, person.id}) if (one := person_by_id(connection, id_))]
    theirs = {said.lower() for one in (*team, person) for said in (one.name, one.email) if said}
    return lambda entry: bool({str(entry["actor"]).lower(), str(entry["on_behalf_of"]).lower()} & theirs)
