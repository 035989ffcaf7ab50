"""Records that look like copies of another."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("No record is entered twice")
def duplicates(case: Case) -> Finding | None:
    """Noted: equal in everything but the id; each is counted, since only a person knows which is real."""
    return case.note("duplicates", "repeat", "repeats", "another one in everything but the id")
