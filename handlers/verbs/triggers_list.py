"""The list of triggers."""

from __future__ import annotations

from domain.cards import Reply
from domain.chain import WOKEN
from domain.errors import NotAllowed
from domain.work import Press
from handlers.cards.triggers import triggers_card
from handlers.desk import Desk
from handlers.verb import answers
from store import triggers, wakes


@answers(
    "trigger:list",
    says=(
        "triggers",
        "show triggers",
        "show the triggers",
        "list triggers",
        "trigger list",
        "what do you watch",
        "which triggers are there",
        "what triggers are there",
        "when did each trigger last fire",
        "when did the triggers last fire",
        "which triggers fired",
        "last fired",
    ),
)
def triggers_list(press: Press, desk: Desk) -> tuple[Reply]:
    """A card with every trigger; a guest has no business with them."""
    if press.person.role == "guest":
        raise NotAllowed("see the triggers", "Your sales operations team")
    woken = [one for agent in WOKEN for one in wakes.latest(desk.db, 1, agent)]
    return (Reply(card=triggers_card(triggers.every(desk.db), press.person, woken)),)
