"""What a guardrail is: one rule over a proposed write, judged with what is known around it; all of them are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

import domain.guardrails as folder
from domain.actions import Action, Judgement, Verdict
from domain.gate import Incomplete, Overfull
from domain.pause import Pause
from domain.registry import roster
from domain.thresholds import SettingValue


@dataclass(frozen=True)
class Circumstances:
    """What a rule may look at besides the action: policy, the day, rights, and what the requester did lately."""

    settings: Mapping[str, SettingValue]
    """In force for the agent that proposed it, or for the company."""
    today: date
    sees_all: bool
    """Whether whoever requested it may read every record it writes."""
    records_lately: frozenset[str] = frozenset()
    """Records that the same requester, or the same agent, changed within a day, without this action."""
    moved_lately: Decimal = Decimal(0)
    """By how much amounts moved within a day, without this action: by the same requester, the same agent, or on the
    same records; in the company's currency."""
    moved_elsewhere: Mapping[str, Decimal] = field(default_factory=dict)
    """The same in other currencies, each for itself."""
    pause: Pause | None = None
    """Why the agent stands still just now; None while it does not."""
    incomplete: tuple[Incomplete, ...] = ()
    """Deals that would move on without what their new stage requires."""
    overfull: tuple[Overfull, ...] = ()
    """People who would get open deals though they have too many."""


Rule = Callable[[Action, Circumstances], Verdict | None]


@dataclass(frozen=True)
class Guardrail:
    """One rule; `home` is the module that holds it."""

    judge: Rule
    home: str


def guardrail(judge: Rule) -> Guardrail:
    """Makes a function a guardrail: it gives a verdict, or None when it has nothing to say."""
    return Guardrail(judge, judge.__module__)


@cache
def guardrails() -> dict[str, Guardrail]:
    """Every guardrail by its name."""
    return roster(folder, Guardrail)


def judge(action: Action, around: Circumstances) -> Judgement:
    """What all rules say to an action."""
    found = (rule.judge(action, around) for rule in guardrails().values())
    return Judgement(verdicts=tuple(verdict for verdict in found if verdict is not None))
