"""The edited question, asked anew in the same thread."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import Again, answers
from handlers.verbs.edit_question import must_have_words


@answers("run:ask_edited", check=must_have_words)
def ask_edited(press: Press, desk: Desk) -> tuple[Again]:
    """The new words, asked in place of the old ones: not as a follow-up to them."""
    _, outcome = run_for(press, desk)
    return (Again(text=str(press.values["text"]).strip(), at_run=outcome.run_id, fresh=True),)
