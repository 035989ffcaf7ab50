"""[Discard] on a draft: nothing is sent, and the card says so."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers


@answers("draft:discard")
def draft_discard(press: Press, desk: Desk) -> tuple[Replace]:
    """The card, emptied."""
    run_for(press, desk)
    return (Replace(card=sentence_card(f"Draft discarded by {press.person.name}. What was sent before stays sent.")),)
