"""The changes that wait for whoever asks: "approvals"."""

from __future__ import annotations

from domain.cards import Reply, Text
from domain.work import Press
from handlers.approvals import waiting_for
from handlers.cards.approval import waiting_card
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers

BY_WORDS = ("approve it", "approve this", "approve that", "approve the change", "reject it", "reject this")
WITH_BUTTONS = "A change is decided with the buttons on its card, where you see every value. These wait for you:"
NOTHING = (
    "Nothing waits for your approval. A change is decided with the buttons on its card, by somebody other than whoever "
    "asked for it; the card of your own proposal says who decides it."
)


@answers(
    "approval:list",
    says=("approvals", "show approvals", "my approvals", "pending approvals", "what waits for my approval",
          *BY_WORDS),
    private=True,
)  # fmt: skip
def approval_list(press: Press, desk: Desk) -> tuple[Reply]:
    """Each with a button that brings its card; words alone decide nothing, and say so."""
    waiting = waiting_for(desk, press.person)
    if " ".join(str(press.values.get("text", "")).lower().split()).strip(" ?!.") not in BY_WORDS:
        return (Reply(card=waiting_card(waiting, desk.now())),)
    if not waiting:
        return (Reply(card=sentence_card(NOTHING, "Approvals")),)
    card = waiting_card(waiting, desk.now())
    return (Reply(card=card.model_copy(update={"nodes": (Text(text=WITH_BUTTONS), *card.nodes)})),)
