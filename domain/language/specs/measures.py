"""The numbers asked for, the columns, and what they are counted apart by."""

from __future__ import annotations

from datetime import date

from domain.language.parts import Parts
from domain.language.specs.build import Build
from domain.language.text import phrase_list, word_set
from domain.language.windows import resolve
from domain.query import Period

OF_AGENTS = ("accuracy_rate", "reply_count")
NOT_SUMMED = word_set(
    "won_count lost_count closed_count "
    "amount avg_amount median_amount max_amount win_rate loss_rate coverage cycle_days"
)
"""Measures that “how much” and “revenue” add no sum to."""
LONGEST_SPAN = {"week": 7, "month": 31, "quarter": 92, "year": 366}
"""Days of the longest span of each unit."""
NO_COLUMNS = phrase_list("status|source|type|agent|account.tag|reason|needs")


def measures(build: Build) -> list[str]:
    """The measures the words ask for; empty where records are listed."""
    found = [m for m in build.parts.measures if m not in OF_AGENTS]
    for reading in (shares, averages, durations):
        settled = reading(build, found)
        if settled is not None:
            return settled
    for more in (counted, summed, summed_pipeline, counted_over_time):
        found += more(build, found)
    return found


def shares(build: Build, found: list[str]) -> list[str] | None:
    """“what share of revenue”: each group's part of the whole."""
    if "share" not in build.parts.marks or found:
        return None
    if rate := rate_of(build):
        return [rate]
    return ["amount_share" if build.parts.marks & {"sum", "how_much", "revenue", "pipeline"} else "count_share"]


def rate_of(build: Build) -> str:
    """“% of deals lost in EMEA” is their loss rate; “share of won deals in EMEA” divides what was won."""
    parts, rate = build.parts, {"won": "win_rate", "lost": "loss_rate"}
    statuses = parts.statuses()
    if "closed" in statuses and len(statuses) == 2 and statuses & rate.keys():
        # “% of closed deals won”: what was won of all that was decided.
        parts.clauses = [c for c in parts.clauses if c.condition.field != "status"]
        return rate[next(iter(statuses & rate.keys()))]
    of_amounts = parts.marks & {"sum", "how_much", "revenue", "pipeline"}
    narrowed = [c for c in parts.clauses if c.condition.field not in ("status", "lost_reason")]
    if "outcome_last" not in parts.marks or len(statuses) != 1 or of_amounts or not narrowed:
        return ""
    found = rate.get(next(iter(statuses)), "")
    if found and not parts.values("lost_reason"):
        parts.clauses = [c for c in parts.clauses if c.condition.field != "status"]
        return found
    return ""


def averages(build: Build, found: list[str]) -> list[str] | None:
    """“average deal”, “average days stuck”; an average that is named already says what of."""
    named = any(m.startswith("avg") or m == "cycle_days" for m in found)
    if "also_sum" in build.parts.marks and named:
        return [*counted(build, []), *found, "amount"]
    if "avg" not in build.parts.marks or named or ("how_long" in build.parts.marks and not found):
        return None
    found = [m for m in found if m != "median_amount"]
    if waits(build):
        build.parts.fields = [f for f in build.parts.fields if f != "days_in_stage"]
        return [*found, "avg_days_in_stage"]
    if "also_sum" in build.parts.marks:
        return [*counted(build, []), *(found or ["avg_amount"]), "amount"]
    return found or ["avg_amount"]


def waits(build: Build) -> bool:
    """Whether the words speak of waiting in a stage."""
    return "days_in_stage" in build.parts.fields or "segment:stalled" in build.parts.marks


def durations(build: Build, found: list[str]) -> list[str] | None:
    """“how long”: in the stage that is named, else from creation to close."""
    if "days_in_stage" in build.parts.fields and build.parts.groups and not found:
        # “time in negotiation by rep”: how long on average.
        build.parts.fields = [f for f in build.parts.fields if f != "days_in_stage"]
        return ["avg_days_in_stage"]
    if "how_long" not in build.parts.marks or found:
        return None
    in_stages = waits(build) or build.parts.values("stage") or "stage" in build.parts.groups
    return ["avg_days_in_stage" if in_stages else "cycle_days"]


def counted(build: Build, found: list[str]) -> list[str]:
    """“how many”: deals, or the accounts that they are with."""
    if "count" not in build.parts.marks or "account_count" in found:
        return []
    accounts = build.parts.heads[:1] == ["account"] and build.entity == "opportunity"
    by_count = build.parts.marks & {"by_count", "count_deals"} or build.parts.rankings
    return ["account_count" if accounts and not by_count and not found else "count"]


def summed(build: Build, found: list[str]) -> list[str]:
    """“how much”, “revenue”, “total”."""
    return ["amount"] if build.parts.marks & {"sum", "how_much", "revenue"} and not set(found) & NOT_SUMMED else []


def summed_pipeline(build: Build, found: list[str]) -> list[str]:
    """“pipeline by stage”, “what's our pipeline”; “tom's pipeline” is a list."""
    parts = build.parts
    of_deals = parts.heads[:1] == ["opportunity"] and bool(parts.rankings)
    asks = bool(parts.marks & {"what", "trend", "vs"} or (parts.rankings and parts.heads))
    adds_up = bool(parts.groups) or (asks and not of_deals)
    return ["amount"] if "pipeline" in parts.marks and not found and adds_up else []


def counted_over_time(build: Build, found: list[str]) -> list[str]:
    """“trend”, “to date”: how many, where nothing else is said."""
    said = build.parts.marks & {"trend", "todate"} or over(build.parts)
    return ["count"] if said and not found else []


def default_measure(build: Build) -> str:
    """What groups are counted by where no measure is said."""
    return "amount" if build.parts.marks & {"revenue", "pipeline", "sum", "how_much"} else "count"


def columns(build: Build) -> list[str]:
    """The columns asked for, not those that only name a group or a measure."""
    asks_status = "which" in build.parts.marks
    bounded = {
        c.condition.field for c in build.parts.clauses if c.condition.op in ("gt", "gte", "lt", "lte", "between")
    }
    wanted = [f for f in build.parts.fields if f not in NO_COLUMNS or (asks_status and f == "status")]
    if build.measures:
        # “average sales price of GTK 500”: the number is of the amount, which is no column besides.
        wanted = [f for f in wanted if f != "amount"]
    # “last touched over 3 weeks ago” is a condition, and no column besides.
    return [f for f in wanted if f not in bounded]


def groups(build: Build) -> list[str]:
    """What is counted apart, as far as the words name it."""
    parts = build.parts
    # A deal has but one kind of reason: why it was lost.
    found = ["lost_reason" if g == "reason" and build.entity == "opportunity" else g for g in parts.groups]
    dated = any("." in g and not g.startswith("account.") for g in found)
    if dated:
        return found
    if (unit := over(parts)) and not beside_one(parts, unit, build.today):
        return [*found, f"@date.{unit}"]
    return [*found, "@date.month"] if "trend" in parts.marks else found


def each_of(parts: Parts) -> list[str]:
    """“boris and reed, for each”: the field of which several values are named, to be counted apart."""
    if not parts.marks & {"compare", "each"}:
        return []
    return [c.condition.field for c in parts.clauses if c.condition.op == "in" and c.condition.field != "status"][:1]


def beside_one(parts: Parts, unit: str, today: date) -> bool:
    """Whether one such span is asked about, and not all of those in a longer stretch: “this quarter, q/q”."""
    if not parts.windows:
        return False
    start, end = resolve(parts.windows[0][0], today)
    return start is not None and end is not None and (end - start).days <= LONGEST_SPAN[unit]


def over(parts: Parts) -> str:
    """The unit of “year over year”; empty when nothing of the kind is said."""
    return next((mark.removeprefix("over:") for mark in parts.marks if mark.startswith("over:")), "")


def date_of_groups(build: Build, time: Period | None) -> str:
    """The date that “per month” speaks of."""
    if time is not None and time.fields[0] in ("created", "close_date", "stage_entered"):
        return time.fields[0]
    return "created" if "created" in build.parts.verbs else "close_date"
