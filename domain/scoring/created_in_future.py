"""Records created after today."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Nothing is created in the future")
def created_in_future(case: Case) -> Finding | None:
    """Noted: a clock or an import was wrong."""
    return case.note("created_in_future", "have", "has", "a creation date in the future")
