"""Deals whose product is not on the price list."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Products are products we know")
def unknown_product(case: Case) -> Finding | None:
    """Noted: such deals are counted, but under no product series."""
    return case.note("unknown_product", "name", "names", "a product that the price list does not hold")
