"""[More] and [Back] in the story of a run."""

from __future__ import annotations

from domain.work import Press
from handlers.cards.trace import trace_form
from handlers.desk import Desk
from handlers.retries import lines
from handlers.runs import NoSuchRun, run_for
from handlers.verb import NextPage, answers


@answers("run:trace_page")
def trace_page(press: Press, desk: Desk) -> tuple[NextPage]:
    """Another page, in the same dialog."""
    run_id, _, page = press.subject.rpartition("|")
    if not page.isdecimal():
        raise NoSuchRun
    request, outcome = run_for(press, desk, run_id)
    tried = lines(desk, run_id.removeprefix("run:"))
    return (NextPage(form=trace_form(outcome, press.person, request.at, int(page), tried)),)
