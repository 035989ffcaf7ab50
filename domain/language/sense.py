"""What a question must be so that its numbers mean what they seem to: small rules, applied one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from domain.language.windows import PART_OF_A_YEAR, in_year, resolve, shift
from domain.query import AnyOf, Compare, Filter, QuerySpec

Rule = Callable[[QuerySpec, date], tuple[QuerySpec, str]]
"""A spec that makes sense, and what had to be assumed for it; empty when nothing was."""

UNITS = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
AGES = ("days_in_stage", "last_activity_days")
"""What only open deals are asked for."""
SHARED = {"count_share": "count", "amount_share": "amount"}
"""What a share is a share of."""
A_YEAR = {"week": 52, "month": 12, "quarter": 4}


def sensible(spec: QuerySpec, today: date) -> tuple[QuerySpec, tuple[str, ...]]:
    """The spec after every rule, with what the rules assumed."""
    assumed: list[str] = []
    for rule in RULES:
        spec, words = rule(spec, today)
        assumed += [words] if words else []
    return spec, tuple(assumed)


def looking_ahead(spec: QuerySpec, today: date) -> tuple[QuerySpec, str]:
    """“Closing in December”, “before dec 15” of open deals is the one to come, where the last one is over."""
    time = spec.time
    is_open = Filter(field="status", op="eq", value="open") in [_required(f) for f in spec.filters]
    if not (is_open and time and time.fields == ("close_date",)):
        return spec, ""
    edge, colon, part = time.window.rpartition(":")
    if colon and edge not in ("before", "until", "since", "after"):
        return spec, ""
    first, dots, last = part.partition("..")
    if not all(PART_OF_A_YEAR.fullmatch(each) for each in ([first, last] if dots else [first])):
        return spec, ""
    if edge in ("since", "after") and just_over(part, today):
        # “closing after October”, said in November: from the October that is just over.
        return spec, ""
    ahead = to_come(part, today) if not dots else range_to_come(first, last, today)
    return (_over(spec, f"{edge}{colon}{ahead}"), "") if ahead != part else (spec, "")


def just_over(part: str, today: date) -> bool:
    """Whether a part of a year ended no longer than a quarter ago."""
    _, end = resolve(part, today)
    return end is not None and end <= today and (today - end).days <= A_QUARTER


A_QUARTER = 92


def to_come(part: str, today: date) -> str:
    """The part of a year, in the next year where this year's is over."""
    start, end = resolve(part, today)
    if start is None or end is None or end > today:
        return part
    return in_year(part, start, start.year + 1)


def range_to_come(first: str, last: str, today: date) -> str:
    """The stretch from one part of a year to another, moved on together until it ends after today."""
    start, end = resolve(f"{first}..{last}", today)
    if start is None or end is None or end > today:
        return f"{first}..{last}"
    begins, ends = resolve(first, today)[0], resolve(last, today)[0]
    if begins is None or ends is None:
        return f"{first}..{last}"
    year = start.year + 1
    return f"{in_year(first, begins, year)}..{in_year(last, ends, year + (ends.month < begins.month))}"


def whole_units(spec: QuerySpec, _today: date) -> tuple[QuerySpec, str]:
    """“Per quarter, the last 4 quarters” is four whole quarters: a part of one would look like a slump."""
    rolling = re.fullmatch(r"last:(\d+)([wmqy])", spec.time.window) if spec.time else None
    if rolling is None or not any(name.endswith(f".{UNITS[rolling[2]]}") for name in spec.group_by):
        return spec, ""
    unit = UNITS[rolling[2]]
    return _over(spec, f"{unit}:-{rolling[1]}..{unit}:-1"), f"whole {unit}s, the running one left out"


def share_of_something(spec: QuerySpec, _today: date) -> tuple[QuerySpec, str]:
    """“What percentage is in Negotiation” is that stage's part of all: the stage divides, it does not filter."""
    shares = {"count_share", "amount_share"} & set(spec.measures)
    if not shares or spec.group_by:
        return spec, ""
    named = [f for f in spec.filters if isinstance(f, Filter) and f.op == "eq" and f.value is not None]
    part = next((f for f in named if f.field != "status"), None)
    if part is None and (found := share_beside(spec) or share_of_period(spec)):
        return found
    # “Of those closed this month, how many were won”: what is said last divides.
    part = part or (named[-1] if named else None)
    if part is None:
        return spec, ""
    rest = tuple(f for f in spec.filters if f is not part)
    decided = part.field == "status" and part.value in ("won", "lost")
    if (
        decided
        and spec.time
        and "close_date" in spec.time.fields
        and all(f.field != "status" for f in named if f is not part)
    ):
        # “of the deals closed this month, how many were won”: those still open are no part of them.
        rest = (*rest, Filter(field="status", op="eq", value="closed"))
    words = f"shown as the share of each {part.field.rpartition('.')[2].replace('_', ' ')}"
    return spec.model_copy(update={"filters": rest, "group_by": (part.field,)}), words


def share_beside(spec: QuerySpec) -> tuple[QuerySpec, str] | None:
    """“What percentage of deals are stalled”: those that are, beside all that could be; None without such a "
    "filter."""
    parts = [f for f in spec.filters if isinstance(f, AnyOf) or f.op not in ("eq", "in")]
    if len(parts) != 1 or spec.entity != "opportunity" or spec.compare is not None:
        return None
    first = parts[0].any[0] if isinstance(parts[0], AnyOf) else parts[0]
    filters = spec.filters
    if first.field in AGES and not any(isinstance(f, Filter) and f.field in ("status", "stage") for f in filters):
        filters = (*filters, Filter(field="status", op="eq", value="open"))
    measures = tuple(SHARED.get(name, name) for name in spec.measures)
    known = Filter(field=first.field, op="not_null")
    lacks = first.model_copy(update={"op": "is_null", "value": None})
    whole = Compare(filters=(AnyOf(any=(known, lacks)) if first.op in ("is_null", "not_null") else known,))
    changed = spec.model_copy(update={"filters": filters, "measures": measures, "compare": whole})
    return changed, "shown beside all of them: the first number is the part, the second the whole"


def share_of_period(spec: QuerySpec) -> tuple[QuerySpec, str] | None:
    """“% of pipeline closing this month”: each month's part of all open deals; None for what is decided."""
    unit = re.fullmatch(r"(week|month|quarter|half|year):-?\d+", spec.time.window) if spec.time else None
    is_open = Filter(field="status", op="eq", value="open") in [_required(f) for f in spec.filters]
    if unit is None or spec.time is None or not is_open:
        return None
    changed = spec.model_copy(update={"time": None, "group_by": (f"{spec.time.fields[0]}.{unit[1]}",)})
    return changed, f"shown as the share of each {unit[1]}"


def average_cycle(spec: QuerySpec, _today: date) -> tuple[QuerySpec, str]:
    """“Median sales cycle” is the average one, and says so: a median is worked out for amounts only."""
    if not {"cycle_days", "median_amount"} <= set(spec.measures):
        return spec, ""
    measures = tuple(name for name in spec.measures if name != "median_amount")
    return spec.model_copy(update={"measures": measures}), "the average cycle, since no median is worked out for it"


def same_time_last_year(spec: QuerySpec, _today: date) -> tuple[QuerySpec, str]:
    """“The same quarter last year” is counted from the quarter in question, not from the running one."""
    found = re.fullmatch(r"(week|month|quarter):(-?\d+)", spec.time.window) if spec.time else None
    if found is None or spec.compare is None or spec.compare.window != f"{found[1]}:-{A_YEAR[found[1]]}":
        return spec, ""
    window = f"{found[1]}:{int(found[2]) - A_YEAR[found[1]]}"
    return spec.model_copy(update={"compare": Compare(window=window, filters=spec.compare.filters)}), ""


def to_the_same_day(spec: QuerySpec, today: date) -> tuple[QuerySpec, str]:
    """“Year to date against last year” is as many days of last year: a whole year would make this one look poor."""
    unit = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}.get(spec.time.window if spec.time else "")
    if not unit or spec.time is None or spec.compare is None or spec.compare.window != f"{unit}:-1":
        return spec, ""
    window = shift(spec.time.window, -1, today)
    changed = spec.model_copy(update={"compare": Compare(window=window, filters=spec.compare.filters)})
    return changed, f"last {unit} up to the same day"


def one_figure(spec: QuerySpec, _today: date) -> tuple[QuerySpec, str]:
    """“How many open deals, sorted by amount” is one figure, which has no order."""
    if not (spec.measures and spec.sort) or spec.group_by:
        return spec, ""
    return spec.model_copy(update={"sort": (), "limit": None}), "the order left out, since there is one figure to show"


RULES: tuple[Rule, ...] = (
    one_figure,
    looking_ahead,
    whole_units,
    share_of_something,
    average_cycle,
    same_time_last_year,
    to_the_same_day,
)


def _over(spec: QuerySpec, window: str) -> QuerySpec:
    return spec.model_copy(update={"time": spec.time and spec.time.model_copy(update={"window": window})})


def _required(one: object) -> object:
    return one.model_copy(update={"optional": False}) if isinstance(one, Filter) else one
