"""A button under a question back: the reading it stands for is asked in place of the unclear one."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.replies import text_of
from handlers.runs import NoSuchRun, run_for
from handlers.verb import Again, answers


@answers("choice:pick")
def pick(press: Press, desk: Desk) -> tuple[Again]:
    """The picked choice, asked."""
    run_id, _, number = press.subject.rpartition("|")
    request, outcome = run_for(press, desk, run_id)
    if not number.isdecimal() or int(number) >= len(outcome.choices):
        raise NoSuchRun
    choice = outcome.choices[int(number)]
    text = text_of(choice, request.model_copy(update={"person": press.person}), desk)
    return (Again(text=text, spec=choice.spec, reading=choice.label, at_run=run_id),)
