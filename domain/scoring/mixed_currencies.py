"""Amounts of several currencies among the records."""

from __future__ import annotations

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, held, noted, rule


@rule("Currencies are not added up")
def mixed_currencies(case: Case) -> Finding | None:
    """Held when one sum covers several currencies; noted when each has its own."""
    currencies = case.evidence.currencies
    if len(currencies) < 2:
        return None
    listed = ", ".join(currencies)
    stated = {f.unit for f in case.sums() if not f.group and formatting.is_currency(f.unit)}
    if len(stated) == 1:
        return held(f"The amounts are in {listed}, and one sum cannot hold them.", seen=listed)
    return noted(f"The amounts are in {listed}; they are stated apart and never added up.", seen=listed)
