"""The daily deletion of what was kept long enough, and whose data a legal hold keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from handlers.desk import Desk
from store import audit, effects, triggers
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


def delete_what_is_old(desk: Desk, name: str, job_id: str) -> None:
    """Deletes what the settings no longer keep, and says in the trail once how much of what went.

    Safe to run again: what went before a crash was counted with it, and is said with the rest.
    """
    now, tally = desk.now(), f"tally:{job_id}"[:255]
    if effects.result_of(desk.db, tally) is not None:
        return
    held = held_people(desk)
    names, ids = known_as(desk, held) if held else (frozenset[str](), frozenset[str]())
    gone = _gone(desk, tally)
    count = lambda session, table, rows: _count(session, tally, gone, table, rows, now)  # noqa: E731
    delete_old(desk.db, dict(desk.settings()), now, names, ids, count)
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
        effects.settle(session, tally, json.dumps(gone), now)
        audit.write(session, desk.db, entry, now)
        here = triggers.triggers.c.name == name
        session.execute(triggers.triggers.update().where(here).values(ended_at=now, found=total, fresh=0))


def _gone(desk: Desk, tally: str) -> dict[str, int]:
    """What a night's deletion that a crash ended had come to, by table."""
    begun = effects.begun(desk.db, tally)
    return dict(json.loads(begun)) if begun else {}


def _count(session: Any, tally: str, gone: dict[str, int], table: str, rows: int, now: datetime) -> None:
    """Adds a batch to the tally, in the transaction that deletes it."""
    gone[table] = gone.get(table, 0) + rows
    effects.note(session, tally, json.dumps(gone), now)
