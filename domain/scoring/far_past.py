"""Dates too long ago to be meant."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Dates lie within ten years back")
def far_past(case: Case) -> Finding | None:
    """Noted: usually a default date or a slip in the year."""
    return case.note("far_past", "have", "has", "a date more than ten years back")
