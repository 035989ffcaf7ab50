"""Deals closed on a day that has not come."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Closed deals have closed")
def closed_in_future(case: Case) -> Finding | None:
    """Noted: a deal marked won or lost ahead of its date counts in a period that is not over."""
    return case.note("closed_in_future", "are", "is", "marked closed with a close date in the future")
