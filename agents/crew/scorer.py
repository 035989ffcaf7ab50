"""The scorer applies fixed rules between pull and draft; a finding that is held keeps the report from being drafted."""

from __future__ import annotations

from agents.base import Scope, Tools, agent
from agents.papers import Confirmed, QualityReport
from domain.scoring import Case, findings


@agent(
    name="scorer",
    job="Apply the fixed business rules to what was pulled and report on its quality.",
    may={Scope.RULES},
    does={"score"},
    takes=Confirmed,
    gives=QualityReport,
    output="quality report",
)
def scorer(confirmed: Confirmed, tools: Tools) -> QualityReport:
    """One finding per rule and side; nothing is changed, nothing is left out."""
    tools.must(Scope.RULES)
    haul = confirmed.haul
    cases = [
        Case(bound=bound, pulled=pulled, evidence=evidence)
        for bound, pulled, evidence in zip(haul.bounds, haul.pulls, haul.evidence, strict=True)
    ]
    return QualityReport(findings=findings(cases), today=haul.bounds[0].today)
