"""Deals without an owner."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Deals have an owner")
def missing_owner(case: Case) -> Finding | None:
    """Noted: nobody works them, and no team counts them."""
    return case.note("missing_owner", "have", "has", "no owner")
