"""Which comes first, and how many."""

from __future__ import annotations

from dataclasses import replace

from domain.language.parts import Ranking
from domain.language.specs.build import Build
from domain.language.specs.outcome import Asked
from domain.language.specs.time import RATES
from domain.query import Filter, Sort

LARGEST_FIRST = frozenset(("amount", "count", "days_in_stage", "last_activity_days")) | RATES
"""What is put in order from the largest down, where nothing else is said."""
COUNTED_WHEN_SORTED = ("amount", "count", "avg_amount", "win_rate")
WORSE_WHEN_LARGE = frozenset(("loss_rate", "cycle_days", "avg_days_in_stage", "lost_count"))
BY_OTHER = {
    "stage": Sort(by="days_in_stage", dir="desc"),
    "idle": Sort(by="last_activity_days", dir="desc"),
    "close": Sort(by="close_date", dir="asc"),
}


def order(build: Build) -> tuple[list[Sort] | Asked, int | None]:
    """(the order of the deals or groups, how many of them), or what has to be asked to put them in order."""
    both_ends(build)
    limit = build.parts.limit
    sorts = [sort_of(build, what, way) for what, way in build.parts.sorts]
    for ranking in build.parts.rankings:
        limit = ranking.n or limit
        only_limits = bool(sorts) and ranking.what == "measure" and not build.groups
        found = None if only_limits else ranked(build, ranking)
        if isinstance(found, Asked):
            return found, None
        sorts += [found] if found is not None and all(s.by != found.by for s in sorts) else []
        if limit is None and not ranking.plural and is_one(build):
            limit = 1
    return sorts, limit


def one_of_each(build: Build) -> None:
    """“the biggest deal per region”: the largest amount of each, which needs no order."""
    first = build.parts.rankings[0] if build.parts.rankings else None
    if first is None or not (first.one and build.groups) or build.measures or build.parts.sorts:
        return
    if first.what == "amount" or (first.what == "measure" and first.dir == "desc"):
        build.measures.append("max_amount" if first.dir == "desc" else "min_amount")
        build.parts.rankings = build.parts.rankings[1:]
        build.parts.singular = False


def both_ends(build: Build) -> None:
    """“top 3 and bottom 3”: a list has one end, so the whole ranking is shown, or the second end is said."""
    rankings = build.parts.rankings
    other = next((r for r in rankings[1:] if r.what == rankings[0].what and r.dir != rankings[0].dir), None)
    if other is None:
        return
    build.parts.rankings = [r for r in rankings if r is not other]
    if build.groups:
        build.parts.rankings[0] = replace(rankings[0], n=0, plural=True)
        build.assumptions.append("both ends asked for, so the whole ranking is shown")
    else:
        end = f"{'highest' if other.dir == 'desc' else 'lowest'} {other.n or ''}".strip()
        build.assumptions.append(f"the {end} left out, since a list has one end: ask for them by themselves")


def is_one(build: Build) -> bool:
    """Whether one thing is asked for: “which rep …”, “who …”."""
    return build.parts.singular or "who" in build.parts.marks


def sort_of(build: Build, what: str, way: str) -> Sort:
    """“sort by amount”: a field or measure, which groups then count by."""
    by = what
    if what in ("won", "lost", "closed"):
        by = "count"
        if not build.parts.statuses():
            build.add(Filter(field="status", op="eq", value=what))
    if build.groups and by in COUNTED_WHEN_SORTED and by not in build.measures:
        build.measures.append(by)
    return Sort(by=by, dir=way or ("desc" if by in LARGEST_FIRST or by in build.measures else "asc"))


def ranked(build: Build, ranking: Ranking) -> Sort | Asked | None:
    """The order a superlative asks for; None where it only limits, or where there is one figure."""
    if ranking.what == "limit" or (build.measures and not build.groups):
        return None
    if build.groups:
        return ranked_groups(build, ranking)
    if ranking.what in ("measure", "amount"):
        return ranked_deals(build, ranking)
    if ranking.what == "age":
        return by_age(build, ranking.dir)
    return BY_OTHER.get(ranking.what) or Sort(by="cycle_days", dir=ranking.dir)


def ranked_deals(build: Build, ranking: Ranking) -> Sort | Asked:
    """“biggest deals”; the “best” of anything else has to say by what."""
    of_deals = build.parts.heads[:1] in ([], ["opportunity"]) or "revenue" in build.parts.marks
    return Sort(by="amount", dir=ranking.dir) if of_deals or ranking.what == "amount" else Asked("measure", "best")


def ranked_groups(build: Build, ranking: Ranking) -> Sort | Asked | None:
    """The groups by their measure, or by what the superlative itself measures."""
    if build.parts.sorts:
        return None
    if not build.measures:
        measure = measured_by(build, ranking.what)
        if not measure:
            return Asked("measure", "best")
        build.measures.append(measure)
    by = next((m for m in build.measures if m not in build.parts.groups), build.measures[0])
    losses = by in ("count", "amount") and build.parts.statuses() == {"lost"}
    turned = ranking.judges and (by in WORSE_WHEN_LARGE or losses)
    return Sort(by=by, dir={"asc": "desc", "desc": "asc"}[ranking.dir] if turned else ranking.dir)


def measured_by(build: Build, what: str) -> str:
    """The measure that a superlative stands for: “fastest”, “biggest”, “most wins”; empty when nothing says it."""
    parts = build.parts
    sells = "sell" in parts.marks
    if what == "measure" and not (sells or parts.statuses() or "opportunity" in parts.heads or parts.values("stage")):
        return ""
    if sells and not parts.statuses():
        build.add(Filter(field="status", op="eq", value="won"))
    if what == "amount":
        return "max_amount" if parts.heads[:1] != ["account"] else "amount"
    return "cycle_days" if what == "speed" else "count"


def by_age(build: Build, way: str) -> Sort:
    """“oldest”, “latest”: by the close date of what is decided, else by creation."""
    decided = build.parts.statuses() & {"won", "lost", "closed"}
    return Sort(by="close_date" if decided else "created", dir="asc" if way == "desc" else "desc")
