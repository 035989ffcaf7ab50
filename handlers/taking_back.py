"""What an agent, or a person, wrote since a time or in a scope, for somebody who would take it back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from domain.actions import Action
from domain.cards import Reply
from domain.errors import Refused
from domain.taking_back import EVERYBODY, ME, Wanted, wanted_of
from domain.work import Person, Press
from handlers.approvals import propose
from handlers.cards.answer import when
from handlers.cards.change import done_card
from handlers.changes import named, readable, undo
from handlers.desk import Desk
from store import approvals, changes
from store.changes import Change
from store.crm import writing
from store.crm.people import people_of_region, person_by_id

MOST_UNDONE = 500
"""Writes of one roll-back; an approval lists every one of them, and nobody reads more."""
MOST_SEEN = 2_000
"""Writes that are looked through for those within a scope."""
USUALLY = timedelta(hours=24)
WORDS = {"today": "day:0", "this morning": "day:0", "yesterday": "day:-1", "tomorrow": "day:1"}
NARROWER = "Say a later time, or one team, owner or account."
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
    found = _written(desk, person, wanted, MOST_SEEN + 1)
    is_all, is_within = len(found) <= MOST_SEEN, _within(desk, wanted)
    ours = [one for one in found[:MOST_SEEN] if is_within(one)]
    if wanted.last:
        ours = _last(ours, wanted.last, is_all=is_all, after=found[-1].action_id if found else "")
    elif not is_all:
        raise Refused(f"That is more than {MOST_SEEN:,} writes, too many to look through at once. {NARROWER}")
    if len(ours) > MOST_UNDONE:
        raise Refused(f"That is {len(ours):,} writes; one approval lists at most {MOST_UNDONE:,}. {NARROWER}")
    return readable(desk, person, ours)


def _written(desk: Desk, person: Person, wanted: Wanted, most: int) -> list[Change]:
    agent = "" if wanted.agent in (EVERYBODY, ME) else wanted.agent
    by_hand_of = person.id if wanted.agent == ME else ""
    return changes.done_by(
        desk.db, agent=agent, by_hand_of=by_hand_of, since=wanted.since, until=wanted.until, most=most
    )


def _last(ours: list[Change], most: int, *, is_all: bool, after: str) -> list[Change]:
    """The writes of the latest actions. Raises: Refused where older writes, not looked at, may belong to them."""
    actions = list(dict.fromkeys(one.action_id for one in ours))[:most]
    if not is_all and (len(actions) < most or after in actions):
        whole = len(actions) - (after in actions)
        raise Refused(
            f"I looked through the newest {MOST_SEEN:,} writes and found {whole or 'none'} of the {most} there whole. "
            "To look further back, say since when: “undo agent pipeline since 14:00”."
        )
    return [one for one in ours if one.action_id in actions]


def proposed(desk: Desk, press: Press, found: Sequence[Change], undoes: str) -> tuple[Reply, ...]:
    """The cards of what was taken back at once; for the rest somebody is asked. Pressed twice, it is asked once.

    Raises: Refused when nothing of it can be taken back.
    """
    actions = undo(desk, found, by=press.person, key=_key(press.person, found), undoes=undoes)
    place = desk.voice(press.place).dm(press.place.user).model_copy(update={"user": press.place.user})
    asked = [propose(desk, _attempt(desk, action, press.at), place) for action in actions]
    return tuple(Reply(card=done_card(one.done)) for one in asked if one.approval is None)


def _key(person: Person, found: Sequence[Change]) -> str:
    """The same for the same writes taken back by the same person, however often the button is pressed."""
    writes = "|".join(sorted(f"{one.action_id}#{one.number}" for one in found))
    return hashlib.sha256(f"{person.id}|{writes}".encode()).hexdigest()[:40]


def _attempt(desk: Desk, action: Action, at: datetime) -> Action:
    """The action under the name of its attempt: a new one once the last had ended when the button was pressed."""
    names = (named(f"{action.id}:{n}") for n in count(1))
    return action.model_copy(update={"id": next(name for name in names if not _had_ended(desk, name, at))})


def _had_ended(desk: Desk, action_id: str, at: datetime) -> bool:
    """Whether an action was asked for before this time and is over: rejected, expired, or carried out."""
    if approval := approvals.of_action(desk.db, action_id):
        return approval.status not in ("open", "approved") and approval.created_at < at
    written = changes.of_action(desk.db, action_id)
    return bool(written) and all(one.status not in changes.OPEN and one.at < at for one in written)


def nothing_done(wanted: Wanted, person: Person) -> str:
    """That nothing of it is there, in a sentence that says what was looked for."""
    who = {ME: "you", EVERYBODY: "no agent"}.get(wanted.agent, f"the {wanted.agent} agent")
    verb = "changed anything" if wanted.agent == EVERYBODY else "changed nothing"
    where = f" in {', '.join(value for values in wanted.scope.values() for value in values)}" if wanted.scope else ""
    said = f"{who} {verb}{where} that you may see"
    return (
        f"Since {when(wanted.since, person)}, {said}. {EXAMPLE}" if wanted.since else f"{said.capitalize()}. {EXAMPLE}"
    )


def _within(desk: Desk, wanted: Wanted) -> Callable[[Change], bool]:
    """Whether a write is within the scope: by account, owner, the owner's team, region or manager, stage or product."""
    with desk.db.reading() as connection:
        regions = {name: people_of_region(connection, name) for name in wanted.scope.get("region", ())}
    owner_of, name_of = cache(lambda id_: _owner(desk, id_)), cache(lambda *of: _name(desk, *of))

    def is_called(one: Change, kind: str, name: str) -> bool:
        if kind == "account":
            return one.target.account.lower() == name.lower()
        if kind in ("stage", "product"):
            return bool(name_of(one.record_id, kind).lower() == name.lower())
        owner = owner_of(one.target.owner_id)
        if owner is None:
            return False
        if kind == "region":
            return owner.name in regions[name]
        of_owner = {"owner": owner.name, "team": owner.team, "manager": owner.manager}
        return of_owner.get(kind, "").lower() == name.lower()

    return lambda one: all(any(is_called(one, kind, name) for name in names) for kind, names in wanted.scope.items())


def _owner(desk: Desk, id_: str) -> Person | None:
    with desk.db.reading() as connection:
        return person_by_id(connection, id_)


def _name(desk: Desk, record_id: str, kind: str) -> str:
    """The name of the deal's stage or product as it is now."""
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, "opportunity:update", record_id) or {}
        return writing.name_of(connection, kind, str(fields.get(f"{kind}_id") or ""))
