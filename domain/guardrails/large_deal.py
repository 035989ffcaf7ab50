"""A change to a large deal takes a person's approval, and so do small steps that add up to a large one.

Amounts of different currencies are never added up or compared: each has a limit of its own, and where there is none, a
person looks. Of what moved in several currencies the shares of their limits are added.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.actions import Action, Target, Verdict
from domain.formatting import number
from domain.guardrail import Circumstances, guardrail
from domain.thresholds import SettingValue

Amounts = dict[str, Decimal]
"""By currency."""
ZERO = Decimal(0)


@guardrail
def large_deal(action: Action, around: Circumstances) -> Verdict | None:
    """Asks when a deal is above the limit before or after, or the requester's moves of a day add up to more."""
    if action.kind != "opportunity:update":
        return None
    home = str(around.settings["company.currency"])
    limits, sizes = limits_of(around.settings), [(_size(target), target.currency or home) for target in action.targets]
    moved = _moved(action, around, home)
    if unlike := [one for one in sizes if one[0] and one[1] not in limits]:
        sentence = f"Large deal: there is no limit for {_said(*max(unlike), home)} to be compared with."
    elif over := [one for one in sizes if one[0] > limits.get(one[1], one[0])]:
        size, currency = max(over, key=lambda one: _share(one[0], limits[one[1]]))
        limit = _said(limits[currency], currency, home)
        sentence = f"Large deal: {_said(size, currency, home)} is above the limit of {limit}."
    elif (others := moved.keys() - limits.keys()) or sum(_share(moved[c], limits[c]) for c in moved) > 1:
        what, limit = _listed(moved, home), _listed({c: limits[c] for c in moved if c in limits}, home)
        above = f"and there is no limit for {', '.join(sorted(others))}" if others else f"above the limit of {limit}"
        sentence = f"Large deal: amounts moved by {what} within 24 hours, {above}."
    else:
        return None
    return Verdict(says="ask", rule="large_deal", sentence=sentence, classes=("large_deal",))


def limits_of(settings: Mapping[str, SettingValue]) -> Amounts:
    """The size above which a person approves, by currency."""
    named = settings["guard.large_deal_amounts"]
    pairs = (str(one).split() for one in (named if isinstance(named, tuple | list) else ()))
    others = {code.upper(): Decimal(amount) for code, amount in pairs}
    return others | {str(settings["company.currency"]): Decimal(str(settings["guard.large_deal_amount"]))}


def _size(target: Target) -> Decimal:
    return max(abs(target.amount or ZERO), abs(Decimal(target.after("amount") or 0)))


def _share(amount: Decimal, limit: Decimal) -> Decimal:
    if amount <= 0:
        return ZERO
    return amount / limit if limit else Decimal("Infinity")


def _moved(action: Action, around: Circumstances, home: str) -> Amounts:
    """By how much amounts moved within a day, with this action."""
    moved = {home: around.moved_lately, **around.moved_elsewhere}
    for target in action.targets:
        if "amount" in target.changed():
            by = abs(Decimal(target.after("amount") or 0) - (target.amount or ZERO))
            moved[target.currency or home] = moved.get(target.currency or home, ZERO) + by
    return {currency: amount for currency, amount in moved.items() if amount}


def _listed(amounts: Amounts, home: str) -> str:
    return " and ".join(_said(amount, currency, home) for currency, amount in sorted(amounts.items()))


def _said(amount: Decimal, currency: str, home: str) -> str:
    """“120,000”, with its currency where it is not the company's own."""
    return number(amount) if currency == home else f"{number(amount)} {currency}"
