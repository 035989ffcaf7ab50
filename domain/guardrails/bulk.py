"""Changing many records takes a person's approval, in one go or one by one in the course of a day."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail
from domain.thresholds import whole


@guardrail
def bulk(action: Action, around: Circumstances) -> Verdict | None:
    """Asks from so many records on; what the same requester changed within a day is added up."""
    limit = whole(around.settings["guard.bulk_records"])
    touched = {target.record_id for target in action.targets}
    together = len(touched | around.records_lately)
    if together <= limit:
        return None
    lately = f", {together} with those of the last 24 hours" if around.records_lately - touched else ""
    many = f"{len(touched)} record{'s' * (len(touched) != 1)}{lately}"
    sentence = f"Bulk change: {many}; above {limit}, a person approves."
    return Verdict(says="ask", rule="bulk", sentence=sentence, classes=("bulk",))
