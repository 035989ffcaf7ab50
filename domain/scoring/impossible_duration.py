"""A stated number of days below zero, or longer than any sale."""

from __future__ import annotations

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, held, rule

LONGEST_DAYS = 20 * 365


@rule("Durations are possible")
def impossible_duration(case: Case) -> Finding | None:
    """Held: an average below zero days or above twenty years says that its dates are wrong, not its people slow."""
    for fact in (f for f in case.pulled.facts if f.unit == "days"):
        if fact.value is not None and not 0 <= fact.value <= LONGEST_DAYS:
            seen = formatting.days(fact.value)
            return held(f"The {case.label(fact)} comes out as {seen}.", fact.source.row_ids[:50], seen)
    return None
