"""Dates too far ahead to be meant."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Dates lie within five years ahead")
def far_future(case: Case) -> Finding | None:
    """Noted: usually a slip in the year."""
    return case.note("far_future", "have", "has", "a date more than five years ahead")
