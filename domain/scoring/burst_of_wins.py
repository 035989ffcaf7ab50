"""More money won within minutes than people can sell: an import or an integration gone wrong."""

from __future__ import annotations

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, held, rule


@rule("Wins do not come faster than people sell")
def burst_of_wins(case: Case) -> Finding | None:
    """Held: `report.impossible_amount` won within `report.burst_minutes`, such as ten million in five minutes.

    Source: the product brief's own example of an impossible value.
    """
    found = case.suspects("burst_of_wins")
    if not found:
        return None
    limit = formatting.number(case.setting("report.impossible_amount"))
    minutes = formatting.number(case.setting("report.burst_minutes"))
    sentence = f"{found[0].seen} was won within {minutes} minutes, and the limit is {limit}."
    return held(sentence, [s.row_id for s in found], found[0].seen)
