"""What stands in the way of a change and what to do about it: data to fill in, a pipeline to clean up, an override."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.actions import Action, ChangeRefused
from domain.cards import Card, Field, Form, Text, plain
from domain.errors import NotAllowed, Refused
from domain.gate import Incomplete
from domain.thresholds import whole
from domain.work import Person, Press
from handlers.approvals import Proposed, propose
from handlers.cards.gate import blocked_card
from handlers.changes import NoSuchRecord, form_fields, may_change
from handlers.desk import Desk
from handlers.people import own_sight
from store import audit, overrides
from store.crm import concerns
from store.crm.gate import incomplete
from store.crm.own_values import most_open
from store.crm.people import colleagues
from store.crm.required import missing_in, required_in
from store.crm.writing import fields_of, stages_in_order
from store.overrides import Overridden

FILLED_UNDER = {"amount": "amount", "close_date": "close_date", "next_step": "next_step",
                "forecast_category": "forecast_category", "owner": "owner_id"}  # fmt: skip
"""Fields that a form can ask for, by the name they are written under; the rest is set in the CRM."""
MOST_DAYS = 90


class NoSuchRep(Refused):
    """There is no such person, or none whose deals this person sees: the same words for both."""

    def __init__(self, said: str) -> None:
        super().__init__(f"I find no rep “{said[:60]}” among those whose deals you see. Give the whole name.")


def try_to(desk: Desk, action: Action, press: Press) -> Proposed | Card:
    """How the proposal stands; or the card that says which data is missing, with a form for it.

    Raises: ChangeRefused for every other rule that says no.
    """
    place = desk.voice(press.place).dm(press.place.user).model_copy(update={"user": press.place.user})
    try:
        return propose(desk, action, place)
    except ChangeRefused as problem:
        blocked = _blocked(desk, action) if problem.rule == "complete_data" else None
        if blocked is None:
            raise
        return blocked_card(blocked, can_fill=any(name in FILLED_UNDER for name in blocked.missing))


def _blocked(desk: Desk, action: Action) -> Incomplete | None:
    """What one deal lacks; of several nobody is asked at once."""
    with desk.db.reading() as connection:
        found = incomplete(connection, action, desk.guard.policy(action.agent))
    return found[0] if len(action.targets) == 1 and found else None


def fill_form(desk: Desk, person: Person, subject: str) -> Form:
    """The form with the stage that was wanted and the fields it lacks. Raises: NoSuchRecord."""
    record_id, _, stage_id = subject.partition("|")
    if not may_change(desk, person, record_id):
        raise NoSuchRecord(record_id)
    with desk.db.reading() as connection:
        stage = next((one for one in stages_in_order(connection) if one.id == stage_id), None)
        fields = fields_of(connection, "opportunity:update", record_id) or {}
        missing = missing_in(fields, required_in(connection, stage_id, desk.settings()))
    if stage is None:
        raise NoSuchRecord(record_id)
    wanted = {"stage_id": stage_id} | {FILLED_UNDER[name]: None for name in missing if name in FILLED_UNDER}
    asked = tuple(one.model_copy(update={"required": True}) for one in form_fields(desk, record_id, wanted))
    nodes = (Text(text=f"**{plain(str(fields['name']))}** can move to {plain(stage.name)} with this."),)
    return Form(title="Move on", press="record:propose", subject=record_id, submit="Propose", nodes=nodes, fields=asked)


def rep_named(desk: Desk, person: Person, said: str) -> Person:
    """The rep with this id or name, among those whose deals the person sees. Raises: NoSuchRep."""
    wanted, sight = " ".join(said.lower().split()), own_sight(desk, person)
    with desk.db.reading() as connection:
        everyone = [one for one in colleagues(connection) if sight.kind == "all" or one.id in sight.owners]
    by_id = [one for one in everyone if one.id == said]
    whole_name = [one for one in everyone if one.name.lower() == wanted]
    first = [one for one in everyone if one.name.lower().split()[:1] == [wanted]]
    found = by_id or whole_name or first
    if len(found) != 1 or not wanted:
        raise NoSuchRep(said)
    return found[0]


def may_override(desk: Desk, person: Person, rep: Person) -> None:
    """Nothing, for a manager, executive or operator other than the rep. Raises: NotAllowed."""
    known = desk.guard.person_now(person)
    if known is None or known.role not in ("manager", "executive", "operator") or known.id == rep.id:
        raise NotAllowed("override somebody's limit", "A manager")


Load = tuple[Person, int, int, datetime | None]
"""(rep, open deals, the most they may have, until when overridden)."""


def loads(desk: Desk, person: Person) -> list[Load]:
    """Everybody over the limit or overridden, of those whose deals this person sees."""
    return [one for one in _every_load(desk, person) if one[1] > one[2] or one[3] is not None]


def nearest(desk: Desk, person: Person) -> list[Load]:
    """Everybody else with open deals among those whose deals this person sees, the nearest to their limit first."""
    every = [one for one in _every_load(desk, person) if one[1] and one[0].id != person.id]
    return sorted(every, key=lambda one: one[1] / max(one[2], 1), reverse=True)


def _every_load(desk: Desk, person: Person) -> list[Load]:
    sight = own_sight(desk, person)
    until = overrides.standing(desk.db, desk.now())
    with desk.db.reading() as connection:
        everyone = [one for one in colleagues(connection) if sight.kind == "all" or one.id in sight.owners]
    ids = [one.id for one in everyone]
    with desk.db.looking() as connection:
        opened, most = concerns.open_deals(connection, ids), most_open(connection, desk.settings(), ids)
    everyone.sort(key=lambda one: (-opened.get(one.id, 0), one.name))
    return [
        (one, opened.get(one.id, 0), most[one.id], until[one.id].until if one.id in until else None) for one in everyone
    ]


def override_form(desk: Desk, rep: Person) -> Form:
    """For how long and why."""
    days = whole(desk.settings()["capacity.override_days"])
    fields = (
        Field(name="days", label="For how many days", kind="number", value=str(days)),
        Field(name="reason", label="Why", kind="long_text", hint="It is kept with your name."),
    )
    nodes = (Text(text=f"Until it ends, **{plain(rep.name)}** may get more open deals."),)
    return Form(
        title="Override the limit",
        press="capacity:allow",
        subject=rep.id,
        submit="Override",
        nodes=nodes,
        fields=fields,
    )


def must_be_override(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field of the form that cannot be taken."""
    wrong: dict[str, str] = {}
    days = str(values.get("days") or "").strip()
    if not (days.isascii() and days.isdecimal() and 1 <= int(days[:6]) <= MOST_DAYS):
        wrong["days"] = f"Give a whole number of days, from 1 to {MOST_DAYS}."
    if not 3 <= len(str(values.get("reason") or "").strip()) <= 1000:
        wrong["reason"] = "Say in a few words why."
    return wrong


def override(desk: Desk, press: Press, rep: Person, days: int, reason: str) -> Overridden:
    """The override as it now stands, audited; days of 0 end it."""
    now = desk.now()
    one = Overridden(person_id=rep.id, until=now + timedelta(days=days), by=press.person.name, reason=reason, at=now)
    said = f"{rep.name} may go over the limit of open deals for {days} days: {reason}" if days else (
        f"{rep.name}'s override of the limit of open deals ended: {reason}"
    )  # fmt: skip
    entry = audit.Entry(
        actor=press.person.name,
        on_behalf_of=press.person.email or press.person.name,
        action="capacity:override" if days else "capacity:end",
        subject=rep.id,
        reason=said,
        outcome="overridden" if days else "ended",
        approval=press.person.name,
        inputs={"until": one.until.isoformat()},
    )
    with desk.db.begin() as session:
        overrides.keep(session, desk.db, one)
        audit.write(session, desk.db, entry, now)
    return one
