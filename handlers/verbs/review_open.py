"""[Open exception], and the queue in words: "what needs my approval", "high severity exceptions for West"."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.queue import queue_card
from handlers.desk import Desk
from handlers.review import items_for, items_meant
from handlers.runs import may_decide
from handlers.verb import answers


@answers(
    "review:open",
    says=("exceptions", "show exceptions", "exception queue", "review queue", "show the exception queue"),
    private=True,
)
def review_open(press: Press, desk: Desk) -> tuple[Reply]:
    """The items that the words are about, each with its decision buttons."""
    may_decide(press.person, "see what waits for a decision")
    items, narrowed = items_meant(press, desk)
    narrowed = narrowed and bool(items or items_for(press.person, desk))
    return (Reply(card=queue_card(items, press.person, str(press.values.get("text", ""))[:80] if narrowed else "")),)
