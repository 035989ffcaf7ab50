"""Data older than the freshness limit."""

from __future__ import annotations

from decimal import Decimal

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, noted, rule


@rule("The data is fresh")
def stale_data(case: Case) -> Finding | None:
    """Noted: the router labels it; this keeps it on the quality report too."""
    as_of = case.evidence.data_as_of or case.pulled.as_of
    hours = Decimal(str((case.bound.now - as_of).total_seconds())) / 3600
    limit = case.setting("report.freshness_hours")
    if hours <= limit:
        return None
    seen = f"{formatting.number(formatting.rounded(hours))} h"
    return noted(f"The data is {seen} old, and the limit is {formatting.number(limit.normalize())} h.", seen=seen)
