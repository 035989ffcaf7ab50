"""The pipeline agent: from what its triggers found to one message per rep, and one digest per manager, a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from domain.nudging import LABELS, Body, Concern, Condition, Proposed
from domain.thresholds import SettingValue, whole


class Rep(NamedTuple):
    """What one rep's pipeline looks like: the worst deals in order, and how many more there are."""

    id: str
    name: str
    manager_id: str
    concerns: tuple[Concern, ...] = ()
    total: int = 0
    open_deals: int = 0
    counts: Mapping[Condition, tuple[int, int]] = {}
    """(in all, new since the last digest) by condition."""
    own: Mapping[str, SettingValue] = {}
    """The settings that their team or they have of their own."""


class Message(NamedTuple):
    """One message to be said. `waits_for` names the digest that asks a manager first; empty waits for nobody."""

    id: str
    to_id: str
    manager_id: str
    body: Body
    waits_for: str = ""


class Said(NamedTuple):
    """What the agent has decided for a day."""

    nudges: tuple[Message, ...]
    digests: tuple[Message, ...]


def decide(
    day: date,
    reps: tuple[Rep, ...],
    notices: Mapping[str, tuple[str, ...]],
    known_managers: frozenset[str],
    policy: Mapping[str, SettingValue],
) -> Said:
    """One message for each rep with something to ask, and one digest for each manager with something to hear.

    Shape:  `notices` are sentences for one manager alone; a manager outside `known_managers` was never written to, and
            is told of everything there is instead of what is new. By default nothing goes out before a manager's yes.
    """
    theirs = [(rep, {**policy, **rep.own}) for rep in reps]
    nudges = tuple(_nudge(day, rep, own) for rep, own in theirs if _is_to_be_asked(rep, own))
    by_manager: dict[str, list[Rep]] = defaultdict(list)
    for rep in reps:
        if rep.manager_id:
            by_manager[rep.manager_id].append(rep)
    digests = [
        _digest(day, manager, by_manager.get(manager, []), nudges, notices.get(manager, ()), manager in known_managers)
        for manager in sorted({*by_manager, *notices})
    ]
    return Said(nudges, tuple(one for one in digests if one is not None))


def digest_id(manager: str, day: date) -> str:
    """The one digest of a manager and day."""
    return f"digest:{manager}:{day.isoformat()}"


def _is_to_be_asked(rep: Rep, policy: Mapping[str, SettingValue]) -> bool:
    """Whether a rep hears anything: not from an agent that only looks, nor from one that tells the manager alone."""
    silent = policy["autonomy.nudge"] == "observe" or policy["nudge.aggressiveness"] == "conservative"
    return bool(rep.concerns or rep.open_deals > whole(policy["pipeline.max_open_deals"])) and not silent


def _nudge(day: date, rep: Rep, policy: Mapping[str, SettingValue]) -> Message:
    most = whole(policy["pipeline.max_open_deals"])
    body = Body(
        concerns=rep.concerns,
        more=max(0, rep.total - len(rep.concerns)),
        open_deals=rep.open_deals if rep.open_deals > most else 0,
        most_open=most,
    )
    # A rep whom nobody leads has nobody to approve it, so the message would wait for ever.
    asks = rep.manager_id if policy["autonomy.nudge"] == "suggest" else ""
    return Message(
        f"nudge:{rep.id}:{day.isoformat()}", rep.id, rep.manager_id, body, digest_id(asks, day) if asks else ""
    )


def _digest(
    day: date, manager: str, reps: list[Rep], nudges: tuple[Message, ...], notices: tuple[str, ...], is_known: bool
) -> Message | None:
    id_ = digest_id(manager, day)
    names = {rep.id: rep.name for rep in reps}
    waiting = tuple(
        Proposed(nudge_id=one.id, rep=names[one.to_id], concerns=one.body.concerns, more=one.body.more)
        for one in nudges
        if one.waits_for == id_
    )
    counts = _summed(reps)
    new = sum(fresh for _, _, fresh in counts)
    if not (waiting or notices or new or (counts and not is_known)):
        return None
    body = Body(proposals=waiting, counts=counts, notices=notices, is_first=not is_known)
    return Message(id_, manager, "", body)


def _summed(reps: list[Rep]) -> tuple[tuple[Condition, int, int], ...]:
    """How many there are of each condition over all of a manager's reps, and how many of them are new."""
    found = []
    for condition in LABELS:
        pairs = [rep.counts[condition] for rep in reps if condition in rep.counts]
        if pairs:
            found.append((condition, sum(many for many, _ in pairs), sum(new for _, new in pairs)))
    return tuple(found)
