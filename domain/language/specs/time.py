"""The period of a question and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.parts import OPPOSITE, Clause, Parts
from domain.language.specs.build import Build
from domain.language.specs.measures import beside_one, over
from domain.language.specs.outcome import Asked
from domain.language.text import phrase_list
from domain.language.windows import a_year_before, resolve, shift
from domain.query import Compare, Condition, Filter, Period

RATES = frozenset(("win_rate", "loss_rate", "cycle_days", "closed_count", "won_count", "lost_count"))
DECIDED = frozenset(("won", "lost", "closed"))
COMPARED = phrase_list(
    "owner|manager|team|region|account|product|series|account.sector|account.tag|stage|forecast_category|source|type"
)
"""Fields whose one value can be set against all the others, the narrowest first."""


def time(build: Build, measures: list[str]) -> tuple[Period | Asked | None, Compare | None]:
    """(the period asked about, the one it is compared with); several apart become conditions."""
    windows = [w for w in build.parts.windows if w[0] != "@previous"]
    if not windows:
        return (Asked("time", "last") if build.parts.windows else None), None
    compare = other_window(build, windows)
    window, role = windows[0]
    if compare is None and any(is_apart(build, windows[0], other) for other in windows[1:]):
        return Asked("time", "which of the periods"), None
    if compare is None:
        extra_windows(build, windows[1:])
    column = role or date_field(build, window, measures)
    if not column:
        return Asked("time_field", window, ("created", "close_date")), None
    if build.parts.apart:
        build.parts.clauses += in_any(column, window, build.parts.apart)
        return None, compare
    return Period(fields=(column,), window=window), compare


def other_window(build: Build, windows: list[tuple[str, str]]) -> Compare | None:
    """“vs last quarter”: the second period, or the one before the first."""
    if (unit := over(build.parts)) and len(windows) == 1 and beside_one(build.parts, unit, build.today):
        window = windows[0][0]
        other = a_year_before(window, build.today) if unit == "year" else shift(window, -1, build.today)
        return Compare(window=other)
    if "vs" not in build.parts.marks or others_of(build.parts) or len(build.parts.windows) < 2:
        return None
    return Compare(window=windows[1][0] if len(windows) > 1 else shift(windows[0][0], -1, build.today))


def extra_windows(build: Build, windows: list[tuple[str, str]]) -> None:
    """Further periods become conditions on their own dates."""
    for window, role in windows:
        start, end = resolve(window, build.today)
        if start is not None:
            build.add(Filter(field=role or "close_date", op="gte", value=start.isoformat()))
        if end is not None:
            build.add(Filter(field=role or "close_date", op="lt", value=end.isoformat()))


def is_apart(build: Build, first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether no day lies in both periods, so that nothing could be found."""
    (start, end), (from_, to) = resolve(first[0], build.today), resolve(second[0], build.today)
    after = to is not None and start is not None and to <= start
    return first[1] == second[1] and (after or (end is not None and from_ is not None and end <= from_))


def date_field(build: Build, window: str, measures: list[str]) -> str:
    """The date a period is about where no word says it; empty when nothing settles it."""
    parts = build.parts
    if parts.statuses() & DECIDED or set(measures) & (RATES | {"coverage"}):
        return "close_date"
    if "created" in parts.verbs:
        return "created"
    if "closing" in parts.verbs or parts.values("forecast_category") or parts.marks & {"is:slipped", "is:past_due"}:
        return "close_date"
    if set(measures) & {"avg_amount", "median_amount", "max_amount"} and not parts.clauses_on(("status", "stage")):
        # The size of deals in a period is that of those won in it.
        build.add(Filter(field="status", op="eq", value="won", optional=True))
        build.assumptions.append("the deals won then")
        return "close_date"
    return date_of_open(build, window) or ("close_date" if parts.having or starts_ahead(build, window) else "")


def date_of_open(build: Build, window: str) -> str:
    """The date of deals still open: when they close where the period lies ahead, else when they began."""
    parts, ahead = build.parts, looks_ahead(build, window)
    if "pipeline" in parts.marks and ahead:
        return "close_date"
    if "open" in parts.statuses() or open_stage(build):
        return "close_date" if ahead and not window.startswith("since:") else "created"
    return "stage_entered" if "entered" in parts.verbs else ""


def open_stage(build: Build) -> bool:
    """Whether a stage is named in which deals are open."""
    open_stages = {name for name, status, _ in build.names.stages if status == "open"}
    return any(f.value in open_stages or isinstance(f.value, tuple) for f in build.parts.values("stage"))


def looks_ahead(build: Build, window: str) -> bool:
    """Whether a period ends after today."""
    _, end = resolve(window, build.today)
    return end is None or end > build.today


def starts_ahead(build: Build, window: str) -> bool:
    """Whether a period begins after today."""
    start, _ = resolve(window, build.today)
    return (start is not None and start > build.today) or window.startswith("next")


def others_of(parts: Parts) -> str:
    """“compared to everyone else”: `rest` without the one named, `whole` with; empty when nothing such is said."""
    return next((mark[3:] for mark in ("vs_rest", "vs_whole") if mark in parts.marks), "")


def others_side(others: str, filters: Sequence[Condition]) -> Compare | None:
    """The other side of a comparison of one person, team or thing with the rest, or with all; None without one."""
    named = [f for f in filters if isinstance(f, Filter) and f.field in COMPARED and f.op in ("eq", "in")]
    if not named:
        return None
    if others == "whole":
        return Compare(filters=(Filter(field=named[0].field, op="not_null"),))
    return Compare(filters=(named[0].model_copy(update={"op": OPPOSITE[named[0].op]}),))


def in_any(column: str, window: str, others: Sequence[tuple[str, str]]) -> list[Clause]:
    """“in q1 or q3”: a date that lies in any of several windows, which stay symbolic."""
    sides = [(window, column), *((w, role or column) for w, role in others)]
    return [Clause(Filter(field=by, op="eq", value=f"@{w}"), 999, n > 0) for n, (w, by) in enumerate(sides)]
