"""[Sources]: every figure with the ids of the records behind it."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.cards.trace import sources_form
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers


@answers("run:sources")
def sources(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the sources of an answer."""
    _, outcome = run_for(press, desk)
    return (Ask(form=sources_form(outcome, press.person, desk.record_url)),)
