"""A stated sum that no company has."""

from __future__ import annotations

from decimal import Decimal

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, held, rule

MOST = Decimal(10) ** 12
"""A trillion, in any currency a sales team works in."""


@rule("Sums are plausible")
def implausible_total(case: Case) -> Finding | None:
    """Held: a sum above a trillion, or below zero, cannot be what it is called."""
    for fact in case.sums():
        if fact.value is not None and (fact.value > MOST or fact.value < 0):
            seen = formatting.written(fact.value, fact.unit)
            kind = "below zero" if fact.value < 0 else "more than any sales team sells"
            return held(f"The sum is {seen}, which is {kind}.", fact.source.row_ids[:50], seen)
    return None
