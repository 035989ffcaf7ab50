"""Who wakes whom: changed data wakes the agents that work on it, once for a burst, and never round in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from domain.thresholds import SettingValue, whole
from domain.value import Value

WOKEN = ("pipeline", "forecast")
"""The agents that changed data concerns, in the order in which they look."""
REMEMBERED = timedelta(hours=1)
"""For so long a change by an agent counts as a consequence of what woke that agent last."""


class Cause(Value):
    """Changes of one author that woke nobody yet. `by` is an agent, `import` for a load, or empty for people."""

    by: str
    count: int


def is_time(oldest: datetime, newest: datetime, now: datetime, policy: Mapping[str, SettingValue]) -> bool:
    """Whether a burst is over, or has gone on for long enough; a clock that was put back waits for nothing."""
    quiet, longest = (timedelta(seconds=whole(policy[f"chain.{n}_seconds"])) for n in ("quiet", "longest"))
    return newest > now or now - newest >= quiet or now - oldest >= longest


def woken_by(
    causes: Sequence[Cause], hops: Mapping[str, int], policy: Mapping[str, SettingValue]
) -> tuple[tuple[str, ...], int]:
    """(the agents that these changes wake, how far they are from a person or a load by then).

    An agent is not woken by its own changes alone. `hops` says how far each agent was when it was last woken; agents
    that wake each other over and over wake nobody any more at the limit, until something else changes or time passes.
    """
    hop = 1 + min((hops.get(cause.by, 0) for cause in causes), default=0)
    if hop > whole(policy["chain.most_hops"]):
        return (), hop
    return tuple(name for name in WOKEN if any(cause.by != name for cause in causes)), hop


def in_words(causes: Sequence[Cause]) -> str:
    """“3 changes by people and 1 import”."""
    said = [_said(cause) for cause in sorted(causes, key=lambda one: (one.by != "", one.by))]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else "nothing"


def _said(cause: Cause) -> str:
    if cause.by == "import":
        return f"{cause.count:,} {'import' if cause.count == 1 else 'imports'}"
    whose = f"the {cause.by} agent" if cause.by else "people"
    return f"{cause.count:,} {'change' if cause.count == 1 else 'changes'} by {whose}"
