"""A question about deals as a spec."""

from __future__ import annotations

from dataclasses import replace

from domain.language.parts import COUNTED, GROUP_FIELDS, Clause, Counted, conditions
from domain.language.specs.build import Build
from domain.language.specs.measures import columns, date_of_groups, default_measure, each_of, groups, measures
from domain.language.specs.order import one_of_each, order
from domain.language.specs.outcome import Asked, Cannot
from domain.language.specs.segments import at_risk, segments
from domain.language.specs.time import RATES, looks_ahead, others_of, others_side, time
from domain.query import Compare, Filter, Period, QuerySpec, Sort


def deals(build: Build) -> QuerySpec | Asked | Cannot:
    """A question about deals as a spec, what has to be asked before it can be one, or why it cannot be answered."""
    segments(build)
    of_parent(build)
    say_once(build)
    sold(build)
    read_numbers(build)
    count_apart(build)
    one_of_each(build)
    if ranks_by_nothing(build):
        return Asked("measure", "best")
    having = count_conditions(build)
    if build.groups and any((h.field, h.op, h.value) in NONE_OF for h in having):
        return Cannot(NOTHING_TO_COUNT.format(subject=f"{build.subject or 'group'}s".replace("_", " ")))
    sort, limit = order(build)
    if isinstance(sort, Asked):
        return sort
    if "when" in build.parts.marks and limit == 1 and not build.measures and [s.by for s in sort] == ["close_date"]:
        # “when did we last win at Contoso”: the day is what is asked for.
        build.columns = build.columns or ["close_date"]
    settle_measures(build, sort)
    if lacking := nothing_to_compare(build) or rates_beside(build):
        return lacking
    period, compare = time(build, build.measures)
    if isinstance(period, Asked):
        return period
    others = against_others(build) if others_of(build.parts) else compare or other_range(build) or other_owner(build)
    if isinstance(others, Asked):
        return others
    if "better" in build.parts.marks and others is None and build.measures and not build.groups and not having:
        # “is our win rate better now”: than when, or than whose.
        return Asked("compare_to", "better")
    return finished(build, having, sort, limit, period, others)


def finished(
    build: Build,
    having: list[Filter],
    sort: list[Sort],
    limit: int | None,
    period: Period | None,
    compare: Compare | None,
) -> QuerySpec:
    """The spec, with what goes without saying."""
    if compare is not None and not build.measures:
        build.measures = [default_measure(build)]
    implied_status(build, period)
    reasons(build)
    dated = [g.replace("@date", date_of_groups(build, period)) for g in build.groups]
    return QuerySpec(
        entity="opportunity",
        filters=conditions(build.parts.clauses),
        measures=tuple(dict.fromkeys(build.measures)),
        group_by=tuple(dict.fromkeys(dated)),
        time=period,
        having=tuple(having),
        compare=compare,
        sort=tuple(sort),
        limit=limit,
        fields=tuple(dict.fromkeys(build.columns)),
    )


# What the words say


def say_once(build: Build) -> None:
    """“open pipeline”, “sales reps”: the same status said twice is said once."""
    seen: list[Clause] = []
    for clause in build.parts.clauses:
        if not any(clause.condition == c.condition and not clause.or_before for c in seen):
            seen.append(clause)
    build.parts.clauses = seen


def of_parent(build: Build) -> None:
    """“deals at subsidiaries of Sonron”: the account named is the parent; what was bought is the product."""
    parts = build.parts
    parts.clauses = [
        replace(c, condition=c.condition.model_copy(update={"field": "product"}))
        if c.condition.field == "won_product"
        else c
        for c in parts.clauses
    ]
    if "account.parent" not in parts.fields or not parts.values("account"):
        return
    parts.fields = [f for f in parts.fields if f != "account.parent"]
    parts.clauses = [
        replace(c, condition=c.condition.model_copy(update={"field": "account.parent"}))
        if c.condition.field == "account"
        else c
        for c in parts.clauses
    ]


def sold(build: Build) -> None:
    """“what sells best”, “how much did she make in May”: won deals, unless another status is said."""
    parts = build.parts
    earned = "how_much" in parts.marks and "log" in parts.verbs and parts.windows and "pipeline" not in parts.marks
    earned = earned and not parts.values("forecast_category")
    if "sell" in parts.marks or earned or ("buy" in parts.verbs and "not:buy" not in parts.marks):
        build.is_of("won")


def read_numbers(build: Build) -> None:
    """The groups, measures and columns asked for, and the subject they are of."""
    parts = build.parts
    build.groups, build.measures = groups(build), measures(build)
    build.columns = columns(build)
    build.subject = subject_of(build)
    counts_apart = build.groups or build.subject in GROUP_FIELDS
    if any(r.what == "speed" for r in parts.rankings) and not build.measures and counts_apart:
        of_stages = build.subject == "stage" or "stage" in build.groups
        build.measures = ["avg_days_in_stage" if of_stages else "cycle_days"]


def subject_of(build: Build) -> str:
    """What is asked about: “which reps …”, “who …”; empty where one deal's owner is asked for."""
    parts = build.parts
    if "who" not in parts.marks:
        sells = "sell" in parts.marks and "what" in parts.marks and parts.rankings
        # “what sells best”: the products.
        return parts.heads[0] if parts.heads else "product" if sells else ""
    if not (parts.rankings or build.measures or parts.having or parts.counted or parts.groups):
        # “who owns the tailspin deal”: the owner of one deal.
        build.columns = list(dict.fromkeys(("owner", *build.columns)))
    if "owner" in build.columns:
        return ""
    subject = parts.heads[0] if parts.heads else "rep"
    return "rep" if parts.rankings and subject == "opportunity" else subject


def count_apart(build: Build) -> None:
    """What is counted apart: each side of a comparison, the subject, everybody."""
    parts = build.parts
    if not (parts.versus or ("each" in parts.marks and build.groups)):
        parts.versus += each_of(parts)
    build.groups += [column for column in dict.fromkeys(parts.versus) if column not in build.groups]
    column = GROUP_FIELDS.get(build.subject, "")
    if column and column not in build.groups and not build.columns and groups_by_subject(build):
        build.groups.insert(0, column)
    if "everybody" in parts.marks and build.measures and not build.groups:
        build.groups.append("owner")


def groups_by_subject(build: Build) -> bool:
    """Whether the subject is what is counted apart, and not only what the deals belong to."""
    parts, asks = build.parts, build.parts.marks & {"which", "who"}
    if "measure_first" in parts.marks and not (parts.rankings or parts.having or parts.counted or parts.sorts or asks):
        return False
    if build.subject in ("stage", "opportunity"):
        return bool(parts.rankings or asks)
    return not (build.subject == "account" and "account_count" in build.measures)


def ranks_by_nothing(build: Build) -> bool:
    """“best rep”, “top accounts”: nothing says what the best is measured by."""
    parts = build.parts
    spans = bool(build.groups) and all(group.startswith("@date") for group in build.groups)
    if not (build.subject in GROUP_FIELDS or spans) or build.measures or parts.sorts or parts.having or parts.counted:
        return False
    said = parts.statuses() or "opportunity" in parts.heads or parts.values("stage")
    said = said or parts.marks & {"sell", "revenue", "pipeline"}
    return not said and any(r.what == "measure" for r in parts.rankings)


def reasons(build: Build) -> None:
    """“the biggest deal we lost and why”: a lost deal has a reason on record; nothing else has one, which is said."""
    if "why" not in build.parts.marks:
        return
    if build.parts.statuses() != {"lost"}:
        build.assumptions.append("why is left out, since only lost deals have a reason on record")
    elif build.measures:
        build.groups.append("lost_reason")
    else:
        build.columns.append("lost_reason")


# Measures


def count_conditions(build: Build) -> list[Filter]:
    """The conditions on measures, and a measure for each: “more than 10 deals won”."""
    having = list(build.parts.having)
    for each in build.parts.counted:
        counted_status(build, each)
        having.append(Filter(field="count", op=each.op, value=each.value))
        build.measures = build.measures or ["count"]
    build.measures += [h.field for h in having if h.field not in build.measures]
    if not build.measures and (build.groups or build.parts.versus):
        # “reps sorted by win rate”: what they are put in order by is what is shown of them.
        by_rate = [what for what, _ in build.parts.sorts if what in RATES or what == "avg_amount"]
        build.measures = by_rate[:1] or [default_measure(build)]
    return having


def counted_status(build: Build, each: Counted) -> None:
    """The status or stage of the deals that are counted."""
    if each.of in COUNTED and not build.parts.statuses():
        build.add(Filter(field="status", op="eq", value=each.of))
    elif each.of not in COUNTED and each.of not in ("deals", "activity"):
        build.add(Filter(field="stage", op="eq", value=each.of))


def settle_measures(build: Build, sort: list[Sort]) -> None:
    """What groups are counted by, where only their order says it."""
    if build.groups and not build.measures:
        build.measures = [s.by for s in sort if s.by not in build.groups] or [default_measure(build)]


def nothing_to_compare(build: Build) -> Asked | None:
    """What a comparison lacks: its other side, or what is compared."""
    parts = build.parts
    alone = "compare" in parts.marks and "vs" not in parts.marks and not parts.versus
    if alone and len(parts.windows) < 2 and not build.groups:
        return Asked("compare_to", "compare")
    return Asked("measure", "compare") if parts.versus and not build.measures else None


NONE_OF = (("count", "eq", 0), ("count", "lt", 1), ("count", "lte", 0))
NOTHING_TO_COUNT = (
    "Regions, teams and people are read from deals, so {subject} without any such deal cannot be found by them. "
    "“accounts with no open deals” and “reps with no open deals” find them among all."
)
OF_WON = {"count": "won_count", "amount": "won_amount", "won_count": "won_count", "won_amount": "won_amount"}
OF_LOST = {"count": "lost_count", "lost_count": "lost_count"}
NO_STATUS = frozenset(("win_rate", "loss_rate", "closed_count", "cycle_days"))
"""Measures that say by themselves which deals they are of."""
TWO_KINDS = (
    "A {rate} is counted over deals that were won or lost, and the rest of your question over {others} ones, so one "
    "table would show a wrong number. Ask for one at a time, for example “{rate} by rep”."
)


def rates_beside(build: Build) -> Cannot | None:
    """“revenue and win rate by rep”: what was won beside a rate of all that was decided, or why not both at once."""
    rates = [m for m in build.measures if m in ("win_rate", "loss_rate")]
    said = [c for c in build.parts.clauses if c.condition.field == "status"]
    only = {
        str(v)
        for c in said
        for v in (c.condition.value if isinstance(c.condition.value, tuple) else (c.condition.value,))
    }
    if not rates or len(only) != 1 or not only & {"won", "lost", "open"} or any(c.or_before for c in said):
        return None
    of_one = OF_WON if only == {"won"} else OF_LOST if only == {"lost"} else {}
    mixed = [*build.measures, *asked_beside(build)]
    kept = [of_one.get(m) or (m if m in NO_STATUS else "") for m in dict.fromkeys(mixed)]
    if said[0].condition.op not in ("eq", "in") or not of_one or not all(kept) or not set(kept) - set(rates):
        return Cannot(TWO_KINDS.format(rate=rates[0].replace("_", " "), others=" or ".join(only)))
    build.measures = list(dict.fromkeys(m for m in kept if m not in rates)) + rates
    build.parts.clauses = [c for c in build.parts.clauses if c not in said]
    return None


def asked_beside(build: Build) -> list[str]:
    """What is asked for beside a rate: a count, a sum."""
    counts = "count" in build.parts.marks or any(w == "won" or w == "lost" for w, _ in build.parts.sorts)
    return [*(["count"] if counts else []), *(["amount"] if build.parts.marks & {"revenue", "sum", "how_much"} else [])]


def against_others(build: Build) -> Compare | Asked:
    """The rest, or all, that one person or thing is compared with."""
    found = others_side(others_of(build.parts), conditions(build.parts.clauses))
    if found and found.filters and build.parts.rest_of:
        return Compare(filters=(*build.parts.rest_of, *found.filters))
    return found or Asked("compare_to", "the others")


def other_owner(build: Build) -> Compare | None:
    """“Darcel against Melvin's team”: the team, whoever of it owns the deals."""
    return Compare(filters=tuple(build.parts.against)) if build.parts.against else None


def other_range(build: Build) -> Compare | None:
    """“win rate over 200k vs under 200k”: two ranges no deal lies in at once are the sides of a comparison."""
    bounds = [c for c in build.parts.clauses if c.condition.op in ("gt", "gte", "lt", "lte")]
    if "vs" not in build.parts.marks or len(bounds) != 2 or bounds[0].condition.field != bounds[1].condition.field:
        return None
    ways, values = [c.condition.op[0] for c in bounds], [c.condition.value for c in bounds]
    if ways[0] == ways[1] or not all(isinstance(v, (int, float)) for v in values):
        return None
    low, high = (values[ways.index("g")], values[ways.index("l")])
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low < high:
        return None
    build.parts.clauses.remove(bounds[1])
    return Compare(filters=(bounds[1].condition,))


# What goes without saying


def implied_status(build: Build, period: Period | None) -> None:
    """Deals that are closing are open; a column of “the deal” is the open one's; a cycle is that of won deals."""
    parts = build.parts
    at_risk(build)
    if parts.values("status") or parts.values("stage"):
        return
    if "lost_reason" in build.columns:
        build.add(Filter(field="status", op="eq", value="lost", optional=True))
        return
    if build.columns and not build.measures and parts.values("account"):
        build.add(Filter(field="status", op="eq", value="open"))
        return
    if closes_ahead(build, period) and not set(build.measures) & (RATES | {"coverage", "cycle_days"}):
        build.add(Filter(field="status", op="eq", value="open", optional=True))
    if any(f.op == "is_null" for f in parts.values("next_step")):
        # A deal that is won or lost needs no next step.
        build.add(Filter(field="status", op="eq", value="open", optional=True))
        return
    if "cycle_days" in build.measures and not set(build.measures) & RATES - {"cycle_days"}:
        build.add(Filter(field="status", op="eq", value="won", optional=True))


def closes_ahead(build: Build, period: Period | None) -> bool:
    """Whether deals are asked for that have yet to close."""
    categories = [f for f in build.parts.values("forecast_category") if str(f.value).casefold() != "closed"]
    if "closing" in build.parts.verbs or categories:
        return True
    return period is not None and period.fields[0] == "close_date" and looks_ahead(build, period.window)
