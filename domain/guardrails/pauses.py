"""An agent that a person or its own errors paused proposes and writes nothing; a person's own change goes on."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail


@guardrail
def pauses(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses an agent while it stands still."""
    if not action.agent or around.pause is None:
        return None
    return Verdict(says="refuse", rule="pauses", sentence=around.pause.sentence)
