"""Amounts far out of a rep’s own range."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Amounts are usual for their rep")
def amount_outlier_for_rep(case: Case) -> Finding | None:
    """Noted: compared with the rep’s own won deals of the last eight quarters by a robust measure."""
    return case.note(
        "amount_outlier_for_rep",
        "are",
        "is",
        "unusually large for the rep, by the won deals of the last eight quarters",
    )
