"""Deals won for nothing."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Won deals have an amount above zero")
def won_with_zero(case: Case) -> Finding | None:
    """Noted: it lowers averages and counts as a win all the same."""
    return case.note("won_with_zero", "were won with", "was won with", "an amount of zero")
