"""Nobody changes what they may not read, whoever carries it out for them."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail


@guardrail
def rights(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses a requester who does not see every record."""
    who = action.requested_by
    if who.role != "guest" and who.id and around.sees_all:
        return None
    what = "this record" if len(action.targets) == 1 else "all of these records"
    sentence = f"{who.name} may not change {what}. A manager can, or an operator can widen what they see."
    return Verdict(says="refuse", rule="rights", sentence=sentence)
