"""Deals with an amount below zero."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Amounts are not negative")
def negative_amount(case: Case) -> Finding | None:
    """Noted: a credit note is possible; a total below zero is held by its own rule."""
    return case.note("negative_amount", "have", "has", "an amount below zero")
