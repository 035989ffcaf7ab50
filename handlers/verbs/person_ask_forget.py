"""“Forget everything about priya@acme.example”: asked first; “forget me” waits for an operator."""

from __future__ import annotations

import hashlib

from domain.cards import Button, Buttons, Card, Reply, Text, plain
from domain.work import Person, Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.personal import backups_said, must_not_be_on_hold
from handlers.verb import answers
from store import audit, review_queue
from store.review_queue import ReviewItem

ME = ("forget me", "forget everything about me", "erase my data", "delete my data", "erase everything about me")
WHAT = (
    "Their questions, answers and messages are erased, open requests of theirs are withdrawn, and their name and "
    "address are taken out of everybody else's records. The audit trail keeps what happened and when, not who it was. "
    "Of a customer's person the record here loses who it is, and no import brings it back. "
    "Records in the CRM, messages that stand in chat, and a wish not to be written to stay. This cannot be undone."
)


@answers(
    "person:ask_forget",
    says=(*ME, "forget everything about {}", "erase everything about {}", "erase the data of {}",
          "erase data of {}", "delete the data of {}"),
    private=True,
)  # fmt: skip
def person_ask_forget(press: Press, desk: Desk) -> tuple[Reply]:
    """A card that says what goes and what stays, with the button that does it; from others a request to an operator."""
    if press.values.get("text") and press.subject.lower().strip(" .!?") in ("", "me"):
        return (Reply(card=_asked_for(press.person, desk)),)
    must_run_this(press.person)
    subject = subject_of(desk, press.subject)
    must_not_be_on_hold(desk, subject)
    button = Button(
        label="Forget", press="person:forget", subject=subject.called[:150], style="danger",
        confirm=f"Forget everything about {subject.called}? This cannot be undone.",
    )  # fmt: skip
    title = f"Forget everything about {subject.called}?"
    what = f"{WHAT} {backups_said(desk)}"
    return (Reply(card=Card(title=title, summary=title, nodes=(Text(text=plain(what)), Buttons(buttons=(button,))))),)


def _asked_for(person: Person, desk: Desk) -> Card:
    """The wish, as an exception that waits for an operator; asked twice it waits once."""
    who = person.email or person.name
    now = desk.now()
    item = ReviewItem(
        id=f"forget:{hashlib.sha256(f'{who}{now:%Y%m}'.encode()).hexdigest()[:24]}",
        kind="erasure_request",
        severity="high",
        needs="decision",
        assignee="operator",
        reason=f"{who} asks to be forgotten. The law gives a month.",
        run_id=None,
        details={
            "confidence": "certain",
            "evidence": f"they wrote so to me on {now:%d %b %Y}",
            "proposed": f"An operator says “forget everything about {who}” and presses [Forget].",
        },
        created_at=now,
    )
    entry = audit.Entry(
        actor=person.name, on_behalf_of=who, action="person:asks_to_be_forgotten", subject=item.id,
        reason="a person asked to be forgotten", outcome="queued for an operator",
    )  # fmt: skip
    with desk.db.begin() as session:
        review_queue.file(session, desk.db, item)
        audit.write(session, desk.db, entry, now)
    return sentence_card(
        "Queued for an operator, who can erase what I keep about you; they are told that you asked. "
        "“What do you know about me” shows you what that is.",
        "Forget me",
    )
