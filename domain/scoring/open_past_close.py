"""Open deals whose close date has passed."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Open deals close today or later")
def open_past_close(case: Case) -> Finding | None:
    """Noted: their close date has passed, so a period’s pipeline may hold what will not close in it."""
    return case.note("open_past_close", "are", "is", "open with a close date that has passed")
