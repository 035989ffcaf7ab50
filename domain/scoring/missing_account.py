"""Deals without an account."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Deals have an account")
def missing_account(case: Case) -> Finding | None:
    """Noted: a breakdown by account or sector leaves them in a group of their own."""
    return case.note("missing_account", "have", "has", "no account")
