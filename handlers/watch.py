"""A trigger has fired: look at the CRM, and hold what is new for whom it concerns until they may be written to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

from agents.monitors.pipeline import Message, Rep, decide
from domain.nudging import AGENT, LABELS, Condition
from domain.quiet import next_allowed
from domain.thresholds import SettingValue, whole
from domain.work import Person
from handlers.desk import Desk
from handlers.doubts import set_aside
from handlers.retaining import delete_what_is_old
from handlers.reverting import run_gate
from store import audit, nudges, review_queue, triggers
from store.crm import concerns
from store.crm.looking import Looked, look, mark_told, untold
from store.crm.own_values import own_values
from store.crm.people import colleagues, person_by_id
from store.crm.watched_changes import AmountChange, Pattern, large_changes, patterns
from store.crm.watching import REMEMBERED
from store.jobs import Job
from store.nudges import Kind, Nudge
from store.review_queue import ReviewItem

LEVEL = "nudge.aggressiveness"
SEVERITIES = {"high": 0, "medium": 1, "low": 2}
EXCEPTIONS_SAID, REASON_SAID, MOST_OPEN = 5, 200, 1_000
AT_ONCE = 100
"""Audit rows in one transaction, so that nobody waits long for the trail."""


def run_trigger(desk: Desk, job: Job) -> str:
    """How a fire ended. Safe to run again at any point: what it flags, writes and says has ids of its own."""
    name, _ = triggers.fired_by(job.id)
    kept = triggers.find(desk.db, name)
    if kept is None:
        return "refused"
    if kept.condition in get_args(Condition):
        _watch(desk, name, LABELS_BY_NAME[kept.condition])
    elif kept.condition == "stage_gate":
        run_gate(desk, name, job)
    elif kept.condition == "retention":
        delete_what_is_old(desk, name, job.id)
    else:
        _bring(desk, name)
    return "answered"


LABELS_BY_NAME: Mapping[str, Condition] = {condition: condition for condition in LABELS}


def look_now(desk: Desk, conditions: Sequence[Condition]) -> int:
    """How many records are newly in one of these conditions, looked at now and not at their hour."""
    watching = {
        one.name: LABELS_BY_NAME[one.condition] for one in triggers.every(desk.db) if one.condition in conditions
    }
    for name, condition in watching.items():
        _watch(desk, name, condition)
    return sum(one.fresh for one in triggers.every(desk.db) if one.name in watching)


def _watch(desk: Desk, name: str, condition: Condition) -> None:
    now, policy = desk.now(), desk.settings()
    looked = look(desk.db, name, condition, policy, now, desk.today())
    with desk.db.begin() as session:
        audit.write(session, desk.db, _entry(name, condition, looked), now)
    if condition == "amount_change":
        _log_changes(desk, policy, now)
    if condition == "change_pattern":
        _escalate_patterns(desk, policy, now)


def _entry(name: str, condition: Condition, looked: Looked) -> audit.Entry:
    kind = "first look" if looked.is_first else "full look" if looked.was_full else "look at what is new"
    return audit.Entry(
        actor=AGENT,
        on_behalf_of="operator",
        action="trigger:fire",
        subject=name,
        reason=f"{LABELS[condition]}: {looked.found:,} now, {looked.fresh:,} new ({kind}).",
        outcome="done",
    )


def _log_changes(desk: Desk, policy: Mapping[str, SettingValue], now: datetime) -> None:
    """A line in the trail for every large amount change that is new: from what to what, by how much."""
    with desk.db.looking() as connection:
        new = untold(connection, "amount_change")
        found = large_changes(connection, policy, now - REMEMBERED, now) if new else []
    listed = [one for one in found if one.id in new]
    for start in range(0, len(listed), AT_ONCE):
        batch = listed[start : start + AT_ONCE]
        with desk.db.begin() as session:
            for one in batch:
                audit.write(session, desk.db, _changed(one), now)
            mark_told(session, "amount_change", [one.id for one in batch], now)


def _changed(one: AmountChange) -> audit.Entry:
    return audit.Entry(
        actor=AGENT,
        on_behalf_of="operator",
        action="deal:amount_changed",
        subject=one.opportunity_id,
        reason=f"{one.name}: {one.old:,.2f} → {one.new:,.2f} {one.currency} ({one.percent:+.0f}%)",
        outcome="logged",
    )


def _escalate_patterns(desk: Desk, policy: Mapping[str, SettingValue], now: datetime) -> None:
    """An exception for the manager of each rep or account with a new pattern, listing its changes."""
    with desk.db.looking() as connection:
        found = patterns(connection, policy, now, untold(connection, "change_pattern"))
        people = concerns.lines(connection)
    with desk.db.begin() as session:
        for one in found:
            manager = people.get(people[one.owner_id].manager_id) if one.owner_id in people else None
            review_queue.file(session, desk.db, _item(one, manager.name if manager else "operator", now))
        mark_told(session, "change_pattern", [one.record_id for one in found], now)


def _item(one: Pattern, assignee: str, now: datetime) -> ReviewItem:
    listed = "; ".join(f"{c.name}: {c.old:,.0f} → {c.new:,.0f} {c.currency} ({c.percent:+.0f}%)" for c in one.changes)
    return ReviewItem(
        id=f"pattern:{one.record_id}:{one.changes[-1].at:%Y%m%d%H%M}"[:80],
        kind="change_pattern",
        severity="high",
        needs="decision",
        assignee=assignee,
        reason=f"{len(one.changes)} large amount changes at {one.named} within {one.days} days: {listed}.",
        run_id=None,
        details={"changes": [c.id for c in one.changes]},
        created_at=now,
    )


def _bring(desk: Desk, name: str) -> None:
    """Composes the day's messages and holds them: reps' until a manager says yes, everybody's until their morning."""
    now, policy, day = desk.now(), desk.settings(), desk.today()
    silent = _unanswered(desk, policy, now)
    known = nudges.last_to(desk.db, "digest")
    reps = set_aside(desk, _reps(desk, policy, now, known), policy, now)
    # After the doubts, so that whoever is to decide them hears of them this morning.
    notices = _notices(desk, silent, known)
    said = decide(day, reps, notices, frozenset(known), policy)
    zones = _zones(desk, {one.to_id for one in (*said.nudges, *said.digests)})
    with desk.db.begin() as session:
        fresh = [_keep(session, desk, "nudge", one, now, zones, policy) for one in said.nudges]
        for ignored in silent:
            nudges.move(session, ignored.id, {"sent"}, "escalated", at=now)
        told = [_keep(session, desk, "digest", one, now, zones, policy) for one in said.digests]
        session.execute(
            triggers.triggers.update()
            .where(triggers.triggers.c.name == name)
            .values(ended_at=now, found=len(said.nudges) + len(said.digests), fresh=sum(fresh) + sum(told))
        )
        entry = audit.Entry(
            actor=AGENT, on_behalf_of="operator", action="trigger:fire", subject=name,
            reason=f"{sum(fresh)} messages to reps and {sum(told)} digests to managers were composed.", outcome="done",
        )  # fmt: skip
        audit.write(session, desk.db, entry, now)


def _keep(
    session: Any, desk: Desk, kind: Kind, one: Message, now: datetime, zones: Mapping[str, str],
    policy: Mapping[str, SettingValue],
) -> bool:  # fmt: skip
    waits = bool(one.waits_for)
    return nudges.keep(
        session,
        desk.db,
        Nudge(
            id=one.id, kind=kind, to_id=one.to_id, manager_id=one.manager_id, digest_id=one.waits_for,
            state="proposed" if waits else "held", body=one.body, created_at=now,
            due_at=None if waits else next_allowed(now, zones.get(one.to_id, "UTC"), policy),
        ),
    )  # fmt: skip


def _reps(desk: Desk, policy: dict[str, SettingValue], now: datetime, known: Mapping[str, datetime]) -> tuple[Rep, ...]:
    asked_before = now - timedelta(days=whole(policy["nudge.repeat_days"]))
    with desk.db.looking() as connection:
        people = concerns.lines(connection)
        own = own_values(connection, people)
        most = max(_per_message(policy | one) for one in ({}, *own.values()))
        books = concerns.worst(connection, most, asked_before, now, policy)
        by_since: dict[datetime | None, Any] = {}
        for since in {known.get(line.manager_id) for line in people.values()}:
            by_since[since] = concerns.counts(connection, since)
        owners = sorted({owner for counted in by_since.values() for owner in counted} & set(people))
        opened = concerns.open_deals(connection, owners)
    nothing = concerns.Book((), 0)
    found = []
    for owner in owners:
        line, book = people[owner], books.get(owner, nothing)
        counts = by_since[known.get(line.manager_id)].get(owner, {})
        theirs = own.get(owner, {})
        asked = book.concerns[: _per_message(policy | theirs)]
        found.append(Rep(owner, line.name, line.manager_id, asked, book.total, opened.get(owner, 0), counts, theirs))
    return tuple(found)


def _per_message(policy: Mapping[str, SettingValue]) -> int:
    return whole(policy["nudge.deals_per_message"])


def _unanswered(desk: Desk, policy: Mapping[str, SettingValue], now: datetime) -> list[Nudge]:
    """Messages to which nobody answered in time, when the agent is told to insist; each is told of once."""
    until = now - timedelta(days=whole(policy["nudge.answer_days"]))
    silent = [one for one in nudges.unanswered(desk.db, now - timedelta(days=30), until) if one.manager_id]
    with desk.db.looking() as connection:
        own = own_values(connection, {one.to_id for one in silent}, (LEVEL,))
    return [one for one in silent if own.get(one.to_id, policy).get(LEVEL) == "aggressive"]


def _notices(desk: Desk, silent: Sequence[Nudge], known: Mapping[str, datetime]) -> dict[str, tuple[str, ...]]:
    """What managers hear of silence, and everybody of the exceptions that came to wait for them, by person."""
    said: dict[str, list[str]] = defaultdict(list)
    with desk.db.looking() as connection:
        people = concerns.lines(connection)
    for one in silent:
        rep = people[one.to_id].name if one.to_id in people else "A rep who has left"
        names = ", ".join(c.name for c in one.body.concerns if not c.answer) or "the clean-up list"
        said[one.manager_id].append(f"{rep} has not answered since {one.sent_at:%d %b}: {names}.")
    for person_id, items in _new_exceptions(desk, known).items():
        said[person_id].append(_waiting(items))
    return {manager: tuple(sentences) for manager, sentences in said.items()}


def _new_exceptions(desk: Desk, known: Mapping[str, datetime]) -> dict[str, list[ReviewItem]]:
    """Open exceptions that came since a person's last digest, by the id of whoever is to decide them."""
    now, found = desk.now(), defaultdict[str, list[ReviewItem]](list)
    with desk.db.reading() as connection:
        everyone = colleagues(connection)
    ids = {called: one.id for one in reversed(everyone) for called in (one.id, one.email, one.name) if called}
    for item in review_queue.open_items(desk.db, MOST_OPEN):
        person_id = ids.get(item.assignee)
        sleeps = item.snoozed_until is not None and item.snoozed_until > now
        if person_id is not None and not sleeps and (person_id not in known or item.created_at > known[person_id]):
            found[person_id].append(item)
    return found


def _waiting(items: Sequence[ReviewItem]) -> str:
    """`2 new exceptions wait for you: #3 …; #4 …. Say “exceptions” to decide.`"""
    many = f"{len(items)} new exceptions wait" if len(items) > 1 else "A new exception waits"
    worst = sorted(items, key=lambda one: (SEVERITIES.get(one.severity, 3), one.number))
    listed = " ".join(f"#{one.number}: {_cut(one.reason)}" for one in worst[:EXCEPTIONS_SAID])
    more = f" And {len(items) - EXCEPTIONS_SAID} more." if len(items) > EXCEPTIONS_SAID else ""
    return f"{many} for you. {listed}{more} Say “exceptions” to decide."


def _cut(reason: str) -> str:
    return reason if len(reason) <= REASON_SAID else f"{reason[:REASON_SAID].rstrip()}…"


def _zones(desk: Desk, people: set[str]) -> dict[str, str]:
    with desk.db.reading() as connection:
        found: list[Person | None] = [person_by_id(connection, one) for one in sorted(people)]
    return {one.id: one.timezone for one in found if one is not None}
