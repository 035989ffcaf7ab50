"""An empty answer where the records' dates lie elsewhere than the question's period."""

from __future__ import annotations

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, noted, rule


@rule("An empty answer is not a slip in the question")
def empty_period(case: Case) -> Finding | None:
    """Noted: says which dates the records do have, since a wrong year is the usual reason for nothing."""
    if case.pulled.total_rows or case.bound.sight.kind != "all":
        return None
    oldest, newest = case.evidence.oldest, case.evidence.newest
    if case.bound.spec.time is None or oldest is None or newest is None:
        return noted("Nothing matches; please check the spelling of names and stages.")
    span = f"{formatting.day(oldest)} to {formatting.day(newest)}"
    return noted(f"Nothing matches in this period; otherwise matching records run from {span}.", seen=span)
