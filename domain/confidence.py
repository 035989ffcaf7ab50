"""How sure an agent is of what a trigger found: a fixed figure per condition, less what speaks against it.

The figures are judgements until decisions on exceptions teach better ones: a missing field is a fact, a quiet deal may
only be a call that nobody logged.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from domain.facts import Finding
from domain.formatting import rounded
from domain.nudging import Concern, Condition
from domain.value import Value

PRIOR: dict[Condition, Decimal] = {
    "missing": Decimal("0.99"),
    "past_due": Decimal("0.99"),
    "over_capacity": Decimal("0.95"),
    "amount_change": Decimal("0.90"),
    "stale": Decimal("0.85"),
    "quiet": Decimal("0.80"),
    "change_pattern": Decimal("0.60"),
}
Doubt = Literal["old_data", "very_old_data", "declined", "future"]
WEIGHS: dict[Doubt, Decimal] = {
    "old_data": Decimal("0.90"),
    "very_old_data": Decimal("0.70"),
    "declined": Decimal("0.70"),
    "future": Decimal("0.50"),
}
"""By how much each doubt lowers it."""
WORDS: dict[Doubt, str] = {
    "old_data": "the CRM data is older than it should be",
    "very_old_data": "the CRM data is more than a week old",
    "declined": "a manager said no to asking about this deal of late",
    "future": "the CRM dates this into the future, which cannot be",
}
VERY_OLD = timedelta(days=7)


class Confidence(Value):
    """How sure, from 0 to 1, and the doubts that lowered it."""

    figure: Decimal
    doubts: tuple[Doubt, ...] = ()
    because: tuple[str, ...] = ()
    """Doubts about an answer, in words."""

    def in_words(self) -> str:
        """“0.56, because the CRM data is more than a week old”."""
        because = " and ".join((*(WORDS[doubt] for doubt in self.doubts), *self.because))
        return f"{self.figure}, because {because}" if because else f"{self.figure}"


AGREED = Decimal("0.99")
"""How sure a number is that two readers found by different ways, with nothing against it."""
NOTED, NOTED_STALE, ASSUMED = Decimal("0.95"), Decimal("0.85"), Decimal("0.92")


def of_answer(findings: Sequence[Finding], assumptions: Sequence[str], read_by_model: bool = False) -> Confidence:
    """How sure an answer is: what was found twice alike, less what the scorer noted and what had to be assumed.

    Notes weigh once, however many: several rules often note one thing, such as data that is a day old.
    """
    noted = [one.rule for one in findings if one.verdict == "noted"]
    others = len(noted) - noted.count("stale_data")
    figure = AGREED * ASSUMED ** len(assumptions)
    figure *= NOTED if others else 1
    figure *= NOTED_STALE if "stale_data" in noted else 1
    because = [WORDS["old_data"]] if "stale_data" in noted else []
    if others:
        because.append(f"{others} rule{'s' * (others != 1)} noted something")
    if assumptions:
        because.append("something was assumed" if len(assumptions) == 1 else f"{len(assumptions)} things were assumed")
    if read_by_model:
        figure *= ASSUMED
        because.append("a model read the words")
    return Confidence(figure=rounded(figure, 2), because=tuple(because))


def of_condition(condition: Condition) -> Confidence:
    """How sure a trigger is with nothing against it."""
    return Confidence(figure=PRIOR[condition])


def of_concern(
    concern: Concern, today: date, age: timedelta, fresh: timedelta, declined: Collection[str]
) -> Confidence:
    """How sure it is that a rep should be asked about a deal: as sure as its surest reason, less every doubt.

    Units:  `age` is how old the data is and `fresh` how old it may be; `declined` are deals managers said no to.
    """
    best = max((PRIOR[why.condition] for why in concern.whys), default=Decimal(0))
    doubts = tuple(_doubts(concern, today, age, fresh, declined))
    for doubt in doubts:
        best *= WEIGHS[doubt]
    return Confidence(figure=rounded(best, 2), doubts=doubts)


def _doubts(
    concern: Concern, today: date, age: timedelta, fresh: timedelta, declined: Collection[str]
) -> Sequence[Doubt]:
    found: list[Doubt] = []
    # What is missing, or has gone by, does not become less so while the data rests; what has not happened may have.
    rests = {why.condition for why in concern.whys} <= {"stale", "quiet"}
    if rests and age > fresh:
        found.append("very_old_data" if age > VERY_OLD else "old_data")
    if concern.opportunity_id in declined:
        found.append("declined")
    if any(why.since is not None and why.since > today for why in concern.whys):
        found.append("future")
    return found
