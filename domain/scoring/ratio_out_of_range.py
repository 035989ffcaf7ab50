"""A rate or a share that lies outside nought and one."""

from __future__ import annotations

from domain import formatting
from domain.facts import Finding
from domain.scoring import Case, held, rule

BOUNDED = (
    "win_rate",
    "loss_rate",
    "amount_share",
    "count_share",
    "conversion_rate",
    "hygiene_score",
    "accuracy_rate",
)


@rule("Rates lie between nothing and everything")
def ratio_out_of_range(case: Case) -> Finding | None:
    """Held: part over whole is never negative and never above one."""
    for fact in case.facts(*BOUNDED):
        if fact.value is not None and not 0 <= fact.value <= 1:
            seen = formatting.percent(fact.value)
            return held(f"The {case.label(fact)} comes out as {seen}.", seen=seen)
    return None
