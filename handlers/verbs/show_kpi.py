"""A KPI with its value, its formula and its worst records."""

from __future__ import annotations

from domain.kpis import kpi
from domain.work import Press
from handlers.desk import Desk
from handlers.verb import Again, answers


@answers("kpi:show", says=("kpi {}", "show kpi {}", "show me kpi {}", "kpis", "kpi"))
def show_kpi(press: Press, desk: Desk) -> tuple[Again, ...]:  # noqa: ARG001
    """The value and the worst records, as two answers on the same road; the refusal names the KPIs there are."""
    found = kpi(press.subject)
    value = Again(spec=found.value, reading=f"{found.label}: {found.formula}", fresh=True)
    worst = Again(spec=found.worst_records, reading=f"{found.label}, worst records: {found.worst}", fresh=True)
    # A guest is told once that nothing can be shown, and not once for each answer.
    return (value,) if press.person.role == "guest" else (value, worst)
