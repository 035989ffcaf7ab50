"""What an agent, or a person, wrote since a time or in a scope, for somebody who would take it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.errors import Refused
from domain.taking_back import EVERYBODY, ME, Wanted, wanted_of
from domain.work import Person
from handlers.cards.answer import when
from handlers.changes import readable
from handlers.desk import Desk
from store import changes
from store.changes import Change
from store.crm import writing
from store.crm.people import people_of_region, person_by_id

MOST_UNDONE = 500
"""Writes of one roll-back; an approval lists every one of them, and nobody reads more."""
USUALLY = timedelta(hours=24)
WORDS = {"today": "day:0", "this morning": "day:0", "yesterday": "day:-1", "tomorrow": "day:1"}
EXAMPLE = "Say “undo agent pipeline since 14:00”, or “changes” for the latest."


def wanted_in(words: str, now: datetime, person: Person) -> Wanted:
    """What “pipeline since 14:00” asks for; without a time, the last 24 hours. Raises: Refused."""
    whose, _, said = " ".join(words.lower().split()).partition(" since ")
    if not whose:
        raise Refused("Say whose changes: “undo agent pipeline since 14:00”, or “undo agent me”.")
    if not said:
        return Wanted(agent=whose, since=now - USUALLY)
    point = f"day:0T{said.zfill(5)}" if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", said) else WORDS.get(said, said)
    return wanted_of({"target": whose, "args": {"since": point}}, now, person.timezone)


def done(desk: Desk, person: Person, wanted: Wanted) -> list[Change]:
    """What was written of this and what this person may read of it, newest first. Raises: Refused for too much."""
    agent = "" if wanted.agent in (EVERYBODY, ME) else wanted.agent
    found = changes.latest(desk.db, agent=agent, since=wanted.since, most=MOST_UNDONE + 1)
    if len(found) > MOST_UNDONE and not wanted.last:
        raise Refused(f"That is more than {MOST_UNDONE} writes, too many to look through at once. Say a later time.")
    is_wanted, is_within = _of(wanted.agent, person), _within(desk, wanted)
    ours = [one for one in found if one.status == "done" and is_wanted(one) and is_within(one)]
    if wanted.last:
        actions = list(dict.fromkeys(one.action_id for one in ours))[: wanted.last]
        ours = [one for one in ours if one.action_id in actions]
    return readable(desk, person, ours)


def nothing_done(wanted: Wanted, person: Person) -> str:
    """That nothing of it is there, in a sentence that says what was looked for."""
    who = {ME: "you", EVERYBODY: "no agent"}.get(wanted.agent, f"the {wanted.agent} agent")
    verb = "changed anything" if wanted.agent == EVERYBODY else "changed nothing"
    where = f" in {', '.join(value for values in wanted.scope.values() for value in values)}" if wanted.scope else ""
    said = f"{who} {verb}{where} that you may see"
    return (
        f"Since {when(wanted.since, person)}, {said}. {EXAMPLE}" if wanted.since else f"{said.capitalize()}. {EXAMPLE}"
    )


def _of(agent: str, person: Person) -> Callable[[Change], bool]:
    if agent == ME:
        return lambda one: one.requester == person.id and not one.agent
    return lambda one: bool(one.agent)


def _within(desk: Desk, wanted: Wanted) -> Callable[[Change], bool]:
    """Whether a write is within the scope: by account, owner, the owner's team, region or manager, stage or product."""
    with desk.db.reading() as connection:
        regions = {name: people_of_region(connection, name) for name in wanted.scope.get("region", ())}

        def is_called(one: Change, kind: str, name: str) -> bool:
            if kind == "account":
                return one.target.account.lower() == name.lower()
            if kind in ("stage", "product"):
                return _called(desk, one, kind).lower() == name.lower()
            owner = _owner(desk, one)
            if owner is None:
                return False
            of_owner = {"owner": owner.name, "team": owner.team, "manager": owner.manager}
            return owner.name in regions[name] if kind == "region" else of_owner.get(kind, "").lower() == name.lower()

    return lambda one: all(any(is_called(one, kind, name) for name in names) for kind, names in wanted.scope.items())


def _owner(desk: Desk, one: Change) -> Person | None:
    with desk.db.reading() as connection:
        return person_by_id(connection, one.target.owner_id)


def _called(desk: Desk, one: Change, kind: str) -> str:
    """The name of the deal's stage or product as it is now."""
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, "opportunity:update", one.record_id) or {}
        return writing.name_of(connection, kind, str(fields.get(f"{kind}_id") or ""))
