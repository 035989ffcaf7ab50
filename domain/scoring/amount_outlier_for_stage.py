"""Amounts far out of a stage’s own range."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Amounts are usual for their stage")
def amount_outlier_for_stage(case: Case) -> Finding | None:
    """Noted: compared with the deals of the same stage by a robust measure."""
    return case.note("amount_outlier_for_stage", "are", "is", "unusually large for the stage")
