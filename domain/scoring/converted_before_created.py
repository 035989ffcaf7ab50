"""Leads that converted before they existed."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Leads convert after they are created")
def converted_before_created(case: Case) -> Finding | None:
    """Noted: it makes a conversion too fast."""
    return case.note("converted_before_created", "converted", "converted", "before the day of creation")
