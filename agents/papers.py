"""The papers of the road: what each agent takes and gives, from the question to the draft."""

from __future__ import annotations

from datetime import date

from domain.bound import Bound
from domain.checked import Checked
from domain.evidence import Evidence
from domain.facts import Counted, Finding, Pulled
from domain.query import QuerySpec
from domain.value import Value
from domain.work import Plan


class Question(Value):
    """To the planner: a request understood; the query, read back in words, and what was assumed to get there."""

    spec: QuerySpec
    reading: str
    assumptions: tuple[str, ...] = ()
    intent: str = "query"


class Assignment(Value):
    """From the router: a plan with every step assigned, and how fresh the data is."""

    plan: Plan
    warnings: tuple[str, ...] = ()


class Haul(Value):
    """From the puller: per question the rows, and what the rules will look at."""

    bounds: tuple[Bound, ...]
    pulls: tuple[Pulled, ...]
    evidence: tuple[Evidence, ...]


class Confirmed(Value):
    """From the counter: the same haul, with the second formulation beside each pull."""

    haul: Haul
    counts: tuple[Counted, ...]


class QualityReport(Value):
    """From the scorer: one finding per rule."""

    findings: tuple[Finding, ...]
    today: date

    @property
    def held(self) -> tuple[Finding, ...]:
        """What a person must clear."""
        return tuple(f for f in self.findings if f.verdict == "held")


class DraftOrder(Value):
    """To the drafter: checked values only; there is no door in it."""

    checked: Checked
