"""Deals without an amount."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Amounts are filled in")
def missing_amount(case: Case) -> Finding | None:
    """Noted: a sum leaves them out, so the reader should know how many there are."""
    return case.note("missing_amount", "have", "has", "no amount, which sums leave out")
