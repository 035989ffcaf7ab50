"""How far an agent may go by itself with this kind of write: observe, suggest or act."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.autonomy import level_of
from domain.guardrail import Circumstances, guardrail


@guardrail
def autonomy(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses under `observe`, asks under `suggest`, and has nothing against it under `act`."""
    level = level_of(action.kind, around.settings)
    who = f"The {action.agent} agent" if action.agent else "This workspace"
    if level == "observe":
        sentence = f"{who} may only observe here; an operator can raise its level."
        return Verdict(says="refuse", rule="autonomy", sentence=sentence)
    if level == "suggest":
        return Verdict(says="ask", rule="autonomy", sentence="Every change of this kind is approved by a person.")
    return Verdict(says="allow", rule="autonomy", sentence=f"{who} may make changes of this kind by itself.")
