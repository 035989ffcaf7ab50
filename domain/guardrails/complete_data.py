"""A deal moves on only with the data that its new stage requires."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail


@guardrail
def complete_data(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses a step forward while something is missing, and names it."""
    if not around.incomplete:
        return None
    several = len(action.targets) > 1
    said = " ".join(f"{one.name}: {one.sentence}" if several else one.sentence for one in around.incomplete[:5])
    more = f" And {len(around.incomplete) - 5} more deals." if len(around.incomplete) > 5 else ""
    return Verdict(says="refuse", rule="complete_data", sentence=said + more)
