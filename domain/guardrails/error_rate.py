"""An agent whose writes fail too often stops by itself until a person has looked."""

from __future__ import annotations

from domain.actions import Action, Verdict
from domain.guardrail import Circumstances, guardrail

LEAST = 20
"""Fewer writes than this say nothing about a rate."""


@guardrail
def error_rate(action: Action, around: Circumstances) -> Verdict | None:
    """Refuses an agent whose share of failed writes is above the limit; a person's own change goes on."""
    limit = float(str(around.settings["guard.error_rate_percent"]))
    if not action.agent or around.ended < LEAST or 100 * around.failed / around.ended <= limit:
        return None
    rate = 100 * around.failed / around.ended
    sentence = f"The {action.agent} agent is auto-paused at {rate:.1f}% errors (limit {limit:g}%). An operator looks."
    return Verdict(says="refuse", rule="error_rate", sentence=sentence)
