"""[Keep running]: nothing is paused."""

from __future__ import annotations

from domain.cards import Replace
from domain.pause import ALL
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.pausing import agent_named
from handlers.verb import answers


@answers("agent:keep")
def agent_keep(press: Press, desk: Desk) -> tuple[Replace]:  # noqa: ARG001
    """The same card, decided."""
    said = "Every agent keeps" if press.subject == ALL else f"The {agent_named(press.subject)} agent keeps"
    return (Replace(card=sentence_card(f"{said} running.")),)
