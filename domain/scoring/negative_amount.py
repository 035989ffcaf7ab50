"""Deals with an amount below zero."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, noted, rule


@rule("Amounts are not negative")
def negative_amount(case: Case) -> Finding | None:
    """Noted: a credit note is possible; a total below zero is another rule's business."""
    found = case.suspects("negative_amount")
    if not found:
        return None
    n = case.count("negative_amount")
    return noted(
        f"{n} amounts are below zero, such as {found[0].seen}.", [s.row_id for s in found], found[0].seen
    )
