"""What the pipeline agent would have sent last week, by how insistent it is, or under a setting about to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from domain.cards import Card
from domain.errors import NotAllowed
from domain.rehearsal import Rehearsal, rehearse
from domain.thresholds import SettingValue
from domain.tuning import STAGES
from domain.work import Person, Press, Request
from handlers.ask import deliver
from handlers.cards.preview import rehearsal_card
from handlers.desk import Desk
from handlers.people import own_sight, person_at
from handlers.tuning import Edit
from store import inbox, posts
from store.crm.looking import overrides_of, saved_overrides
from store.crm.own_values import own_values
from store.crm.people import person_by_id
from store.crm.rehearsing import candidates, count_open
from store.jobs import Job
from store.settings import COMPANY

MOST_AT_ONCE = 20_000
"""Above so many open deals the front does not look through all of them while somebody waits for a card."""
SHOWS_IN_A_WEEK = (
    "pipeline.stale_days", "pipeline.activity_gap_days", "required_fields.", "nudge.deals_per_message",
    "nudge.repeat_days", "nudge.answer_days", "nudge.aggressiveness", "quiet.holidays",
)  # fmt: skip


def must_lead(person: Person) -> None:
    """Nothing, for somebody who steers. Raises: NotAllowed."""
    if person.role not in ("manager", "executive", "operator"):
        raise NotAllowed("see what others would be sent", "A manager or operator")


def last_week(
    desk: Desk, person: Person, policy: Mapping[str, SettingValue], changed: Sequence[Edit] = ()
) -> Rehearsal:
    """The last seven days under a policy, for the reps whose deals this person may see."""
    sight, today = own_sight(desk, person), desk.today()
    owners = None if sight.kind == "all" else sorted(sight.owners)
    by_scope: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in changed:
        by_scope[one.scope][one.name] = one.value
    overrides = overrides_of(saved_overrides(desk.db), by_scope)
    with desk.db.reading() as connection:
        found = candidates(connection, policy, overrides, today, owners)
        own = own_values(connection, {one.owner_id for one in found}, changed=by_scope)
    return rehearse(found, today, policy, own)


def effect_of(desk: Desk, person: Person, edits: Sequence[Edit]) -> str:
    """What a change of settings would have done last week, in a sentence; empty where it shows in no week."""
    if not any(edit.name.startswith(SHOWS_IN_A_WEEK) for edit in edits):
        return ""
    if person.role not in ("manager", "executive", "operator"):
        return ""
    with desk.db.reading() as connection:
        if count_open(connection) > MOST_AT_ONCE:
            return "“preview nudges” shows what last week would have brought under the settings in force."
    was = desk.settings()
    now = was | {
        edit.name: tuple(edit.value) if edit.name == STAGES else edit.value
        for edit in edits
        if edit.scope == COMPANY and edit.value is not None
    }
    before = _in_words(last_week(desk, person, was))
    after = _in_words(last_week(desk, person, now, [one for one in edits if one.scope != COMPANY]))
    if after == before:
        return f"Last week this would have made no difference: {after}."
    return f"Last week this would have meant {after} instead of {before}."


def _in_words(of: Rehearsal) -> str:
    one = of.as_set or of.levels[0]
    told = f", with {one.escalations} told to managers if nobody answered" if one.escalations else ""
    messages = "message" if one.messages == 1 else "messages"
    return f"{one.messages:,} {messages} to reps about {one.deals:,} deals{told}"


def run_preview(desk: Desk, job: Job) -> str:
    """`answered` once the card stands in the DM of whoever asked: the worker's part, since it looks at every deal."""
    heard = inbox.find(desk.db, job.inbox_key)
    meant = desk.read(heard, desk) if heard else None
    if not isinstance(meant, Request | Press):
        return "refused"
    person = person_at(desk, meant.place)
    must_lead(person)
    place = desk.voice(meant.place).dm(meant.place.user)
    card = preview_of(desk, person)
    with desk.db.begin() as session:
        posts.keep(session, desk.db, job.id, place, card, desk.now())
    deliver(desk, job.id, asked_at=meant.place)
    return "answered"


def preview_of(desk: Desk, person: Person) -> Card:
    """The card that shows last week at every level."""
    policy = desk.settings()
    of = last_week(desk, person, policy)
    with desk.db.reading() as connection:
        rep = person_by_id(connection, of.example[0]) if of.example[0] else None
    return rehearsal_card(of, rep.name if rep else "", str(policy["nudge.aggressiveness"]))
