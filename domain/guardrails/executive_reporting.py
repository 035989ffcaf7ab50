"""What executives read as this quarter's commit is changed only with a person's approval."""

from __future__ import annotations

from datetime import date

from domain.actions import Action, Target, Verdict
from domain.guardrail import Circumstances, guardrail
from domain.language.windows import resolve
from domain.thresholds import whole

REPORTED = frozenset({"amount", "stage_id", "close_date", "forecast_category"})


@guardrail
def executive_reporting(action: Action, around: Circumstances) -> Verdict | None:
    """Asks for amount, stage, close date or category of a deal that is, or would be, in this quarter's commit."""
    if action.kind != "opportunity:update":
        return None
    quarter = resolve("fquarter:0", around.today, whole(around.settings["company.fiscal_start_month"]))
    named = [target.name for target in action.targets if target.changed() & REPORTED and _is_reported(target, quarter)]
    if not named:
        return None
    which = named[0] if len(named) == 1 else f"{len(named)} deals"
    sentence = f"Executive reporting: {which} counts in this quarter's commit."
    return Verdict(says="ask", rule="executive_reporting", sentence=sentence, classes=("executive_reporting",))


def _is_reported(target: Target, quarter: tuple[date | None, date | None]) -> bool:
    """Whether the deal is in the quarter's commit before the change or after it."""
    categories = (target.category, target.after("forecast_category") or "")
    closing = target.after("close_date")
    days = (target.close_date, date.fromisoformat(closing) if closing else None)
    return any(one.lower() == "commit" for one in categories) and any(_is_in(day, quarter) for day in days)


def _is_in(day: date | None, quarter: tuple[date | None, date | None]) -> bool:
    first, end = quarter
    return day is not None and (first is None or first <= day) and (end is None or day < end)
