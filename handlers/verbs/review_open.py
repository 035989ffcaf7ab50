"""[Open exception], and the queue in words: "what needs my approval", "exceptions"."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.queue import queue_card
from handlers.desk import Desk
from handlers.review import items_for
from handlers.runs import may_decide
from handlers.verb import answers


@answers(
    "review:open",
    says=("exceptions", "show exceptions", "exception queue", "review queue", "show the exception queue"),
    private=True,
)
def review_open(press: Press, desk: Desk) -> tuple[Reply]:
    """The open items, each with its decision buttons."""
    may_decide(press.person, "see what waits for a decision")
    return (Reply(card=queue_card(items_for(press.person, desk))),)
