"""Deals whose stage is not among the stages."""

from __future__ import annotations

from domain.facts import Finding
from domain.scoring import Case, rule


@rule("Stages are stages we know")
def unknown_stage(case: Case) -> Finding | None:
    """Noted: such deals are counted, but in no stage."""
    return case.note("unknown_stage", "are", "is", "in a stage that the CRM does not list")
