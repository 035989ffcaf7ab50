"""[Refresh]: the question again on newer data; where there is none, how newer data comes in."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.cards.answer import age, when
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import Again, answers

HOW_TO_LOAD = "run `quartermaster import PATH` on the machine where I run, with a fresh export of your CRM"


@answers("run:refresh")
def refresh(press: Press, desk: Desk) -> tuple[Again | Note, ...]:
    """The answer on newer data, or why it would be the same again."""
    request, outcome = run_for(press, desk)
    fresh = desk.readers.freshness()
    seen = outcome.pulled.as_of if outcome.pulled else None
    if fresh.as_of is None or (seen is not None and fresh.as_of <= seen):
        return (Note(text=_same_again(press, desk)),)
    if outcome.plan is None:
        return (Again(text=request.text, at_run=outcome.run_id),)
    return (Again(spec=outcome.plan.spec, reading=outcome.plan.reading, text=request.text, at_run=outcome.run_id),)


def _same_again(press: Press, desk: Desk) -> str:
    fresh = desk.readers.freshness()
    if fresh.as_of is None:
        return f"No records were loaded yet. To load some, {HOW_TO_LOAD}."
    return (
        f"There is no newer data: what I answer from was loaded from a file, as of {when(fresh.as_of, press.person)} "
        f"({age(desk.now() - fresh.as_of)} old), and no CRM is connected that I could ask for more. "
        f"To bring newer data, {HOW_TO_LOAD}; then press Refresh again."
    )
