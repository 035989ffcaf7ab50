"""A KPI with its value, its formula and its worst records."""

from __future__ import annotations

from domain.kpis import KPIS

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import Again, answers


@answers("kpi:show", says=("kpi {}", "kpis", "show kpi {}", "show me kpi {}"))
def kpi(press: Press, desk: Desk) -> tuple[Again | Reply, ...]:  # noqa: ARG001
    """The value and the worst records, as two answers on the same road."""
    found = next((k for k in KPIS.values() if press.subject and press.subject in (k.name, *k.synonyms)), None)
    if found is None:
        known = ", ".join(sorted(KPIS))
        return (Reply(card=sentence_card(f"KPIs I know: {known}. Say “kpi hygiene”, for example.")),)
    return (
        Again(spec=found.value, reading=f"{found.label}: {found.formula}", fresh=True),
        Again(spec=found.worst, reading=f"{found.label}, worst records: {found.worst_meaning}", fresh=True),
    )
