"""The daily deletion of what was kept long enough, and whose data a legal hold keeps."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.desk import Desk
from store import audit, triggers
from store import people as links
from store.crm.people import colleagues
from store.retention import delete_old

HOLD = "retention.hold"


def held_people(desk: Desk) -> frozenset[str]:
    """The addresses and names on legal hold, in small letters."""
    said = desk.settings()[HOLD]
    return frozenset(one.lower() for one in said) if isinstance(said, tuple | list) else frozenset()


def known_as(desk: Desk, held: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """(every name and address, every CRM id) of the people with these addresses or names."""
    wanted = set(held)
    names, ids = set(wanted), set()
    with desk.db.reading() as connection:
        for person in colleagues(connection):
            if {person.name.lower(), person.email.lower()} & wanted:
                names |= {person.name.lower(), person.email.lower()}
                ids.add(person.id)
    for _, link in links.everybody(desk.db):
        if {link.name.lower(), link.email.lower()} & wanted:
            names |= {link.name.lower(), link.email.lower()}
    return frozenset(filter(None, names)), frozenset(ids)


def delete_what_is_old(desk: Desk, name: str) -> None:
    """Deletes what the settings no longer keep, and says in the trail how much of what went. Safe to run again."""
    now = desk.now()
    held = held_people(desk)
    names, ids = known_as(desk, held) if held else (frozenset[str](), frozenset[str]())
    gone = delete_old(desk.db, dict(desk.settings()), now, names, ids)
    total = sum(gone.values())
    said = ", ".join(f"{count:,} of {table.removeprefix('app_')}" for table, count in sorted(gone.items()))
    entry = audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="retention:delete",
        subject=name,
        reason=f"Deleted what was kept long enough: {said or 'nothing'}.",
        outcome="done",
        inputs={"gone": gone, "on_hold": len(held)},
    )
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, now)
        here = triggers.triggers.c.name == name
        session.execute(triggers.triggers.update().where(here).values(ended_at=now, found=total, fresh=0))
