"""[Refresh] and [Re-run]: the same question on the data as it is now."""

from __future__ import annotations

from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import Again, answers


@answers("run:again")
def ask_again(press: Press, desk: Desk) -> tuple[Again]:
    """The same meaning, asked once more by whoever pressed."""
    request, outcome = run_for(press, desk)
    if outcome.plan is None:
        return (Again(text=request.text, at_run=outcome.run_id),)
    return (Again(spec=outcome.plan.spec, reading=outcome.plan.reading, text=request.text, at_run=outcome.run_id),)
