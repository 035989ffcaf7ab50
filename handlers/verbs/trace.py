"""[How was this made?]: the run step by step, its plan, its exact query and its quality report."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.cards.trace import trace_form
from handlers.desk import Desk
from handlers.retries import lines
from handlers.runs import run_for
from handlers.verb import answers


@answers("run:trace")
def trace(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog that replays the run."""
    request, outcome = run_for(press, desk)
    return (
        Ask(
            form=trace_form(outcome, press.person, request.at, retries=lines(desk, outcome.run_id.removeprefix("run:")))
        ),
    )
