"""Who may approve a change, how many it takes, and how long it may wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from domain.actions import Action, ActionClass
from domain.thresholds import SettingValue, whole
from domain.work import Person

APPROVERS = ("manager", "executive", "operator")


def why_not(person: Person, authors: Sequence[Person], *, sees_all: bool, approver: str = "") -> str:
    """Why this person may not decide; empty when they may. Says who can.

    Shape:  `sees_all` is whether they may read every record concerned; `approver` names who was asked.
    """
    who = f"{approver} can decide this" if approver else "A manager can decide this"
    if person.role not in APPROVERS or not person.id:
        return f"You may not approve changes. {who}."
    if any(is_same(person, author) for author in authors):
        return f"You asked for this change or edited it, so somebody else decides. {who}."
    return "" if sees_all else f"You may not read all of these records, so you cannot decide. {who}."


def is_same(one: Person, other: Person) -> bool:
    """Whether these are one person: the same record of the CRM or the same e-mail address, on whatever account."""
    return bool(one.id and one.id == other.id) or bool(one.email and one.email.lower() == other.email.lower())


def needed(classes: Sequence[ActionClass], settings: Mapping[str, SettingValue]) -> int:
    """How many different people have to approve."""
    asked = [whole(settings["approval.approvers_for_bulk"])] if "bulk" in classes else []
    asked += [whole(settings["approval.approvers_for_large_deal"])] if "large_deal" in classes else []
    return max(asked, default=1)


def waits_for(action: Action, classes: Sequence[ActionClass], settings: Mapping[str, SettingValue]) -> timedelta:
    """How long the card waits: less where money or many records are concerned."""
    is_money = any("amount" in target.changed() for target in action.targets)
    if is_money or "bulk" in classes:
        return timedelta(minutes=whole(settings["approval.money_expires_minutes"]))
    return timedelta(hours=whole(settings["approval.expires_hours"]))
