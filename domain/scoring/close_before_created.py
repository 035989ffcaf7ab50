"""Deals that close before they were created."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Deals close after they are created")
def close_before_created(case: Case) -> Finding | None:
    """Noted: it makes a sales cycle too short; an average below zero is held by its own rule."""
    return case.note("close_before_created", "close", "closes", "before the date of creation")
