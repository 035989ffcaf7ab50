"""“Ask a person …”: what no rule and no model could read goes to somebody who can."""

from __future__ import annotations

import hashlib

from domain.cards import Card, Reply, Text, plain
from domain.errors import NotAllowed
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers
from store import audit, review_queue
from store.review_queue import ReviewItem

LONGEST = 2_000


@answers("person:ask", says=("ask a person", "ask a person {}", "ask a human {}"))
def ask_person(press: Press, desk: Desk) -> tuple[Reply]:
    """The card that says who has it now; the words wait among the exceptions."""
    words = _words(press)
    if press.person.role == "guest":
        raise NotAllowed("hand something over here", "Your sales operations team")
    if not words:
        how = "Say what to ask, for example “ask a person why the Contoso deal is blocked”."
        return (Reply(card=sentence_card(how)),)
    whom = press.person.manager or "the operator"
    item = _item(press, words, whom, desk)
    with desk.db.begin() as session:
        review_queue.file(session, desk.db, item)
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email or press.person.name,
            action="person:ask",
            subject=item.id,
            reason="a question for a person",
            outcome="handed over",
            inputs={"text": words, "to": whom},
        )
        audit.write(session, desk.db, entry, desk.now())
    sentence = f"Handed to {whom}: “{words}”. It waits among the exceptions until somebody decides."
    return (Reply(card=Card(title="Handed to a person", summary=sentence, nodes=(Text(text=plain(sentence)),))),)


def _words(press: Press) -> str:
    """What to ask, in the sender's own letters: a typed command loses their case on its way."""
    typed = " ".join(str(press.values.get("text") or "").split())
    said = " ".join(press.subject.split())
    at = typed.casefold().find(said.casefold()) if said else -1
    return (typed[at : at + len(said)] if at >= 0 else said)[:LONGEST]


def _item(press: Press, words: str, whom: str, desk: Desk) -> ReviewItem:
    digest = hashlib.sha256(press.id.encode()).hexdigest()[:40]
    return ReviewItem(
        id=f"item:ask:{digest}",
        kind="unread_message",
        severity="medium",
        needs="decision",
        assignee=whom,
        reason=f"{press.person.name} asks a person: “{words}”",
        run_id=None,
        details={"text": words, "asked_by": press.person.name},
        created_at=desk.now(),
    )
