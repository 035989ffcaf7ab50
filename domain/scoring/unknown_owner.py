"""Deals whose owner is not among the people."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Owners are people we know")
def unknown_owner(case: Case) -> Finding | None:
    """Noted: such deals are counted, but in nobody’s team or region."""
    return case.note("unknown_owner", "are", "is", "owned by somebody the CRM does not list")
