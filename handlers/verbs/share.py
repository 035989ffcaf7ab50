"""[Share]: the drafter's message and e-mail, to be sent, edited or thrown away by a person."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import card_of
from handlers.runs import run_for
from handlers.verb import OneCard, answers


@answers("run:share")
def share(press: Press, desk: Desk) -> tuple[OneCard | Note, ...]:
    """The draft's one card in the answer's thread; a second press shows the same one."""
    _, outcome = run_for(press, desk)
    if outcome.draft is None:
        return (Note(text="There is no draft to share."),)
    return (card_of(outcome.run_id, outcome.draft),)
