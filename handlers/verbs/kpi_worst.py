"""[Worst records] on a KPI: the records that make it bad, narrowed as the question was."""

from __future__ import annotations

from domain.kpis import kpi_of, worst_of
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import NoSuchRun, run_for
from handlers.verb import Again, answers


@answers("kpi:worst")
def kpi_worst(press: Press, desk: Desk) -> tuple[Again]:
    """The worst records, asked in the answer's thread."""
    _, outcome = run_for(press, desk)
    found = kpi_of(outcome.plan.spec) if outcome.plan else None
    if outcome.plan is None or found is None:
        raise NoSuchRun
    reading = f"{found.label}, worst records: {found.worst}"
    return (Again(spec=worst_of(outcome.plan.spec, found), reading=reading, at_run=outcome.run_id, fresh=True),)
