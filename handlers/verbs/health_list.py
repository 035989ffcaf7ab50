"""A button under the health of the pipeline: the deals of one condition, as an answer with its sources."""

from __future__ import annotations

from domain.catalogue import OPPORTUNITY
from domain.nudging import LABELS, Condition
from domain.query import Condition as Where
from domain.query import Filter, QuerySpec, Sort
from domain.work import Press
from handlers.cards.triggers import LISTS
from handlers.desk import Desk
from handlers.runs import NoSuchRun
from handlers.verb import Again, answers

SEGMENT = {segment.name: segment.filters for segment in OPPORTUNITY.segments}
OPEN = Filter(field="status", op="eq", value="open")
FILTERS: dict[Condition, tuple[Where, ...]] = {
    "stale": SEGMENT["stalled"],
    "quiet": SEGMENT["gone_cold"],
    "past_due": SEGMENT["past_due"],
    "missing": (Filter(field="missing_count", op="gt", value=0),),
}


@answers("health:list")
def health_list(press: Press, desk: Desk) -> tuple[Again]:  # noqa: ARG001
    """The deals in the condition, the largest first."""
    condition = next((name for name in FILTERS if name == press.subject), None)
    if condition is None:
        raise NoSuchRun
    fields = (*OPPORTUNITY.columns, "missing") if condition == "missing" else ()
    filters = FILTERS[condition] if OPEN in FILTERS[condition] else (OPEN, *FILTERS[condition])
    spec = QuerySpec(filters=filters, sort=(Sort(by="amount", dir="desc"),), fields=fields)
    asked = LISTS[condition]
    return (Again(text=asked, spec=spec, reading=f"Open deals: {LABELS[condition].lower()}", fresh=True),)
