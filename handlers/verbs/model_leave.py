"""[Leave it] on a change of model: nothing changes."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers


@answers("model:leave")
def model_leave(press: Press, desk: Desk) -> tuple[Replace]:  # noqa: ARG001
    """The card as closed."""
    return (Replace(card=sentence_card("Left as it is.", "Change a model")),)
