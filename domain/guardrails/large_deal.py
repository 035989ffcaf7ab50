"""A change to a large deal takes a person's approval, and so do small steps that add up to a large one."""

from __future__ import annotations

from decimal import Decimal

from domain.actions import Action, Target, Verdict
from domain.formatting import number
from domain.guardrail import Circumstances, guardrail


@guardrail
def large_deal(action: Action, around: Circumstances) -> Verdict | None:
    """Asks when a deal is above the limit before or after, or the requester's moves of a day add up to more."""
    if action.kind != "opportunity:update":
        return None
    limit = Decimal(str(around.settings["guard.large_deal_amount"]))
    largest = max((_size(target) for target in action.targets), default=Decimal(0))
    moved = around.moved_lately + sum((_moved(target) for target in action.targets), Decimal(0))
    if largest > limit:
        sentence = f"Large deal: {number(largest)} is above the limit of {number(limit)}."
    elif moved > limit:
        sentence = f"Large deal: amounts moved by {number(moved)} within 24 hours, above the limit of {number(limit)}."
    else:
        return None
    return Verdict(says="ask", rule="large_deal", sentence=sentence, classes=("large_deal",))


def _size(target: Target) -> Decimal:
    return max(abs(target.amount or Decimal(0)), abs(Decimal(target.after("amount") or 0)))


def _moved(target: Target) -> Decimal:
    if "amount" not in target.changed():
        return Decimal(0)
    return abs(Decimal(target.after("amount") or 0) - (target.amount or Decimal(0)))
