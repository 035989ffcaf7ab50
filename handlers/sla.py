"""A decision that takes long: whoever is asked is reminded, then somebody else is asked too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.cards import Button, Buttons, Card, Text, plain
from domain.work import Person, Place
from handlers.approvals import ask_also, assignee_of
from handlers.cards.change import where
from handlers.desk import Desk
from handlers.telling import operators, tell
from store import approvals, audit, review_queue, sla
from store.approvals import Approval
from store.crm.people import colleagues
from store.jobs import Job
from store.review_queue import ReviewItem


def run_due(desk: Desk, job: Job) -> str:
    """Reminds of one decision or passes it on, once: the worker's part. `held` outside of people's hours."""
    what, _, rest = job.id.removeprefix("sla:").partition(":")
    subject, _, _ = rest.rpartition("@")
    approval = approvals.find(desk.db, subject)
    if approval is not None:
        return _approval(desk, approval, what) if approval.status == "open" else "refused"
    item = review_queue.find(desk.db, subject)
    if item is None or item.status != "open":
        return "refused"
    return _exception(desk, item, what)


def _approval(desk: Desk, approval: Approval, what: str) -> str:
    due = approval.expires_at
    left = max(0, int((due - desk.now()).total_seconds() // 60))
    said = f"{where(approval.action.targets)} still waits for a decision; it expires in {_long(left)}."
    button = Button(label="Open", press="approval:open", subject=approval.id, style="primary")
    if what == "reminded":
        asked = assignee_of(desk, approval)
        return _tell(desk, [asked] if asked else [], approval.id, "reminded", "Reminder", said, button)
    surface = Place.model_validate_json(approval.reply_to).surface if approval.reply_to else "slack"
    ask_also(desk, approval, surface, lambda session, asked: _book(session, desk, approval.id, "escalated", asked))
    return "answered"


def _exception(desk: Desk, item: ReviewItem, what: str) -> str:
    asked = _people_called(desk, item.assignee)
    button = Button(label="Open exceptions", press="review:open", subject="sla", style="primary")
    said = f"An exception of {item.severity} severity waits for a decision: {item.reason}"
    if what == "reminded":
        return _tell(desk, asked, item.id, "reminded", "Reminder", said, button)
    above = [one for person in asked for one in _people_called(desk, person.manager) if person.manager]
    known = {one.id for one in asked}
    next_ = [one for one in above if one.id not in known] or [
        one for one in [*_executives(desk), *operators(desk)] if one.id not in known
    ]
    return _tell(desk, next_[:5], item.id, "escalated", "Escalated: overdue", said, button)


def _tell(desk: Desk, people: list[Person], subject: str, what: sla.Mark, title: str, said: str, button: Button) -> str:
    card = Card(title=title, summary=said, nodes=(Text(text=plain(said), tone="warning"), Buttons(buttons=(button,))))
    told = [
        tell(desk, one, f"sla:{what}:{subject}:{one.id}"[:255], card, is_urgent=one.role == "operator")
        for one in people
    ]
    return _mark(desk, subject, what, people) if all(told) else "held"


def _mark(desk: Desk, subject: str, what: sla.Mark, people: list[Person]) -> str:
    with desk.db.begin() as session:
        _book(session, desk, subject, what, people)
    return "answered"


def _book(session: Any, desk: Desk, subject: str, what: sla.Mark, people: Sequence[Person]) -> bool:
    """Whether this was not done before; then it is in the trail, in the caller's transaction."""
    now, names = desk.now(), ", ".join(one.name for one in people) or "nobody"
    is_first = sla.mark(session, subject, what, names, now)
    if is_first:
        entry = audit.Entry(
            actor="quartermaster", on_behalf_of="operator", action=f"sla:{what}", subject=subject[:200],
            reason=f"a decision took long; told: {names}", outcome=what,
        )  # fmt: skip
        audit.write(session, desk.db, entry, now)
    return is_first


def _people_called(desk: Desk, name: str) -> list[Person]:
    """Whoever an exception waits for: a person by name or address, or those who run this product."""
    if not name or name == "operator":
        return operators(desk)
    with desk.db.reading() as connection:
        found = [one for one in colleagues(connection) if name in (one.name, one.email, one.id)]
    return found[:1] or operators(desk)


def _executives(desk: Desk) -> list[Person]:
    with desk.db.reading() as connection:
        return [one for one in colleagues(connection) if one.role == "executive"][:3]


def _long(minutes: int) -> str:
    return f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"
