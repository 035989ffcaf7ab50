"""A single amount so large that it must be a slip of the keyboard or of an import."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, held, rule


@rule("No single amount is impossible")
def impossible_amount(case: Case) -> Finding | None:
    """Held: one deal of a hundred times `report.impossible_amount` would make any sum it is in absurd."""
    found = case.suspects("impossible_amount")
    if not found:
        return None
    sentence = f"{found[0].label} has an amount of {found[0].seen}, which no deal can have."
    return held(sentence, [s.row_id for s in found], found[0].seen)
