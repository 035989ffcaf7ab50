"""Only fields on the list of writable ones are ever written."""

from __future__ import annotations

from domain.actions import WRITABLE, Action, Verdict
from domain.guardrail import Circumstances, guardrail


@guardrail
def fields(action: Action, around: Circumstances) -> Verdict | None:  # noqa: ARG001
    """Refuses fields that this product does not write, and an action that changes nothing."""
    known = {one.name for one in WRITABLE[action.kind]}
    unknown = sorted({name for target in action.targets for name in target.changed()} - known)
    if unknown:
        return Verdict(says="refuse", rule="fields", sentence=f"I do not write the field {', '.join(unknown)}.")
    if not action.targets or any(not target.changes for target in action.targets):
        return Verdict(says="refuse", rule="fields", sentence="There is nothing to change.")
    return None
