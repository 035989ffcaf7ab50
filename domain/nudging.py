"""What a message to a rep or a manager is made of, before anybody words it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from domain.value import Value

AGENT = "Pipeline agent"
Condition = Literal["stale", "quiet", "past_due", "missing", "amount_change", "change_pattern", "over_capacity"]
DEAL_CONDITIONS: tuple[Condition, ...] = ("stale", "quiet", "past_due", "missing")
"""The conditions that one deal can be in, for which its rep is asked."""
LABELS: dict[Condition, str] = {
    "stale": "Stalled in their stage",
    "quiet": "Gone quiet",
    "past_due": "Past their close date",
    "missing": "Missing required fields",
    "amount_change": "Large amount changes",
    "change_pattern": "Patterns of amount changes",
    "over_capacity": "Reps over capacity",
}

ONE: dict[Condition, str] = {
    "amount_change": "Large amount change",
    "change_pattern": "Pattern of amount changes",
    "over_capacity": "Rep over capacity",
}
"""How a single one is called where that differs."""


class Why(Value):
    """One reason to speak of a deal: the condition, since when, and for how many days."""

    condition: Condition
    since: date | None = None
    days: int | None = None


class Concern(Value):
    """One deal that needs its rep, with every reason and the fields that are missing, by name."""

    opportunity_id: str
    name: str
    account: str = ""
    stage: str = ""
    amount: Decimal | None = None
    currency: str = ""
    owner_id: str = ""
    whys: tuple[Why, ...] = ()
    missing: tuple[str, ...] = ()
    answer: str = ""
    """What the rep said to it, in a few words; empty while nothing."""
    confidence: Decimal | None = None
    """How sure the agent is that it needs its rep, from 0 to 1; None for messages of before."""


class Proposed(Value):
    """What a digest says of one message that waits for a yes."""

    nudge_id: str
    rep: str
    concerns: tuple[Concern, ...]
    more: int = 0


class Body(Value):
    """What one message is about. A nudge has concerns; a digest has proposals, counts and what only a manager hears.

    Shape:  `counts` are (condition, how many in all, how many new); `more` is how many deals are left unsaid.
    """

    concerns: tuple[Concern, ...] = ()
    more: int = 0
    proposals: tuple[Proposed, ...] = ()
    counts: tuple[tuple[Condition, int, int], ...] = ()
    notices: tuple[str, ...] = ()
    is_first: bool = False
    """The first digest to this manager, which speaks of everything that was there before the product came."""
    open_deals: int = 0
    most_open: int = 0
    """For a rep over capacity: how many open deals there are, and how many there may be."""
