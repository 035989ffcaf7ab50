"""Nobody over the limit of open deals gets more of them, unless a manager said so for a while."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail


@guardrail
def capacity(action: Action, around: Circumstances) -> Verdict | None:  # noqa: ARG001
    """Refuses open deals for a rep who has too many."""
    blocked = [one for one in around.overfull if one.until is None]
    if not blocked:
        return None
    return Verdict(says="refuse", rule="capacity", sentence=" ".join(one.sentence for one in blocked))
