"""Closed deals that no period can count."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Closed deals have a close date")
def closed_without_date(case: Case) -> Finding | None:
    """Noted: they belong to no period, so no period counts them."""
    return case.note("closed_without_date", "are", "is", "closed without a close date")
