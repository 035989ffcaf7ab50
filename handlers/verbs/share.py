"""[Share]: the drafter's message and e-mail, to be sent, edited or thrown away by a person."""

from __future__ import annotations

from domain.cards import Note, Reply
from domain.work import Press
from handlers.cards.draft import draft_card
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers


@answers("run:share")
def share(press: Press, desk: Desk) -> tuple[Reply | Note, ...]:
    """The draft card in the answer's thread."""
    _, outcome = run_for(press, desk)
    if outcome.draft is None:
        return (Note(text="There is no draft to share."),)
    return (Reply(card=draft_card(outcome.run_id, outcome.draft)),)
