"""One operation touches so many records and no more, whoever approves it."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail
from domain.thresholds import whole


@guardrail
def record_ceiling(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses more records than one operation may touch."""
    most, asked = whole(around.settings["guard.records_per_operation"]), len(action.targets)
    if asked <= most:
        return None
    sentence = f"{asked} records in one operation: at most {most} go. Split it into parts, each approved by itself."
    return Verdict(says="refuse", rule="record_ceiling", sentence=sentence)
