"""Questions about accounts, reps, teams, leads, activities, contacts and quotas as specs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.language.parts import COUNTED, GROUP_FIELDS, Clause, Counted, Parts, Ranking, conditions
from domain.language.specs.build import Build
from domain.language.specs.measures import each_of, groups
from domain.language.specs.order import is_one
from domain.language.specs.outcome import Asked, Cannot
from domain.language.specs.time import in_any
from domain.language.windows import shift
from domain.query import Compare, Filter, Literal_, Period, QuerySpec, Sort

PLAIN_FIELDS = {
    "account": {
        "account.sector": "sector",
        "account.country": "country",
        "account.tag": "tag",
        "account.parent": "parent",
        "product": "won_product",
    },
    "lead": {"forecast_category": "source", "days_in_stage": "age_days"},
}
"""Fields of deals as other entities call them."""
OF_ACCOUNTS = (
    "employees",
    "year_established",
    "account.country",
    "account.parent",
    "account.sector",
    "account.tag",
    "revenue",
    "owner",
)
OF_ACCOUNTS_ALONE = frozenset(OF_ACCOUNTS) - {"owner"}
"""What only an account has, so that asking for it is asking about the account."""
BY_ACTIVITY = frozenset(("meeting_count", "call_count", "email_count", "activity_count"))


# Conditions


def plain(build: Build, entity: str) -> list[Clause]:
    """Clauses with the fields named as this entity names them."""
    renamed = PLAIN_FIELDS.get(entity, {})
    return [changed(c, field=renamed.get(c.condition.field, c.condition.field)) for c in build.parts.clauses]


def changed(clause: Clause, **changes: object) -> Clause:
    """The clause with another field, comparison or value."""
    return Clause(clause.condition.model_copy(update=changes), clause.at, clause.or_before)


def without_status(build: Build, entity: str) -> list[Clause]:
    """The clauses of an entity that is neither open nor won."""
    return [c for c in plain(build, entity) if c.condition.field != "status"]


def clause(field: str, op: str, value: Literal_, *, or_before: bool = False) -> Clause:
    """A condition that no word of the text stands for by itself."""
    return Clause(Filter.model_validate({"field": field, "op": op, "value": value}), 999, or_before)


def counts(build: Build, clauses: list[Clause]) -> list[Clause]:
    """“won more than 10 deals” as conditions on a count; a bare status as “at least one”."""
    out = [c for c in clauses if c.condition.field not in ("status", "stage")]
    statuses = [c for c in clauses if c.condition.field == "status"]
    verb = next((str(c.condition.value) for c in statuses if c.condition.op == "eq"), "")
    for each in build.parts.counted:
        out.append(clause(count_field(each, verb), each.op, each.value))
        if each.of == "deals" and verb:
            statuses = [c for c in statuses if c.condition.value != verb]
    for status in statuses:
        field = COUNTED.get(str(status.condition.value), "open_count")
        out += [] if any(c.condition.field == field for c in out) else [some_of(field, status)]
    stages = [c for c in clauses if c.condition.field == "stage"]
    return out + [some_of(f"{str(c.condition.value).casefold()}_count", c) for c in stages]


def some_of(field: str, said: Clause) -> Clause:
    """At least one of what is counted; none where it is excluded."""
    return clause(field, "eq" if said.condition.op in ("ne", "not_in") else "gt", 0, or_before=said.or_before)


def count_field(each: Counted, verb: str) -> str:
    """The field that counts deals or activities of a kind."""
    if each.of == "deals":
        return COUNTED.get(verb, "open_count")
    return "activity_count" if each.of == "activity" else COUNTED.get(each.of, f"{each.of.casefold()}_count")


# The spec


def spec_of(
    build: Build, clauses: list[Clause], date: str, measures: Iterable[str] = (), fields: Sequence[str] = ()
) -> QuerySpec | Asked:
    """A spec of the entity asked about: counts, groups, order and period as for deals."""
    build.groups = groups_in(build)
    build.measures = list(measures)
    totals = {"count", "trend", "sum"} if build.entity in ("activity", "lead") else {"count", "trend"}
    if not build.measures and (build.groups or build.parts.marks & totals):
        build.measures = ["count"]
    sort, limit = order(build, date)
    if isinstance(sort, Asked):
        return sort
    windows = [w for w, _ in build.parts.windows if w != "@previous"]
    if windows and build.parts.apart:
        clauses = [*clauses, *in_any(date, windows[0], [(w, "") for w, _ in build.parts.apart])]
    period = Period(fields=(date,), window=windows[0]) if windows and not build.parts.apart else None
    return QuerySpec(
        entity=build.entity,
        filters=conditions(clauses),
        measures=tuple(dict.fromkeys(build.measures)),
        group_by=tuple(dict.fromkeys(g.replace("@date", date) for g in build.groups)),
        time=period,
        compare=other_window(build, windows),
        sort=tuple(sort),
        limit=limit,
        fields=tuple(fields),
    )


def groups_in(build: Build) -> list[str]:
    """What is counted apart, named as this entity names it."""
    found = [g.removeprefix("account.") if build.entity == "account" else g for g in groups(build)]
    renamed = PLAIN_FIELDS.get(build.entity, {})
    apart = build.parts.versus or (each_of(build.parts) if build.entity in COUNTED_APART and not found else [])
    return list(dict.fromkeys([*found, *(renamed.get(column, column) for column in apart)]))


COUNTED_APART = ("activity", "quota", "lead")
"""What is counted apart where several are named: “how many calls have Chloe and Kenji each made”."""


def other_window(build: Build, windows: list[str]) -> Compare | None:
    """The period compared with: the second one, or the one before."""
    if not windows or "vs" not in build.parts.marks or len(build.parts.windows) < 2:
        return None
    return Compare(window=windows[1] if len(windows) > 1 else shift(windows[0], -1, build.today))


def order(build: Build, date: str) -> tuple[list[Sort] | Asked, int | None]:
    """(the order of the records or groups, how many of them), or what has to be asked to put them in order."""
    limit = build.parts.limit
    sorts = [sort_of(build, what, way) for what, way in build.parts.sorts]
    for ranking in build.parts.rankings:
        limit = ranking.n or limit
        if ranking.what == "limit" or (sorts and ranking.what == "measure"):
            continue
        sort = ranked(build, ranking, date)
        if isinstance(sort, Asked):
            return sort, None
        sorts += [sort] if all(s.by != sort.by for s in sorts) else []
        if limit is None and not ranking.plural and is_one(build):
            limit = 1
    return sorts, limit


def sort_of(build: Build, what: str, way: str) -> Sort:
    """“sort by employees”: numbers from the largest down, the rest from A to Z."""
    largest_first = what in ("count", "employees", "revenue", *build.measures)
    return Sort(by=what.removeprefix("account."), dir=way or ("desc" if largest_first else "asc"))


def ranked(build: Build, ranking: Ranking, date: str) -> Sort | Asked:
    """The order a superlative asks for."""
    if build.groups:
        build.measures = build.measures or ["count"]
        return Sort(by=build.measures[0], dir=ranking.dir)
    if build.entity == "account":
        return ranked_accounts(build, ranking)
    if ranking.what == "age" and build.entity != "rep":
        by = "created" if build.entity == "lead" else date
        return Sort(by=by, dir="asc" if ranking.dir == "desc" else "desc")
    if build.entity == "rep":
        return Asked("measure", "best")
    if ranking.what == "idle":
        return Sort(by="last_activity_days", dir="desc")
    return Sort(by=build.measures[0] if build.measures else date, dir=ranking.dir)


def ranked_accounts(build: Build, ranking: Ranking) -> Sort | Asked:
    """“largest accounts” by revenue, “oldest” by their founding; the “top” ones have to say by what."""
    if by := next((f for f in ("employees", "revenue") if f in build.parts.fields), ""):
        return Sort(by=by, dir=ranking.dir)
    if ranking.what == "age":
        return Sort(by="year_established", dir="asc" if ranking.dir == "desc" else "desc")
    return Sort(by="revenue", dir=ranking.dir) if ranking.what == "amount" else Asked("measure", "top")


# Each entity


def asks_owner(parts: Parts) -> bool:
    """“who owns Contoso”: the owner of one account, and nothing else."""
    names_one = [c.condition.field for c in parts.clauses] == ["account"] and parts.heads in ([], ["account"])
    asks = "who" in parts.marks and "own" in parts.verbs and not (parts.measures or parts.windows or parts.rankings)
    return names_one and asks


def asks_of_account(parts: Parts) -> bool:
    """“what sector is Zotware in and how many employees does it have”: columns of one account."""
    of_accounts = set(parts.fields) & OF_ACCOUNTS_ALONE or "account_owner" in parts.marks
    if not parts.fields or not of_accounts or parts.windows or parts.groups or parts.rankings:
        return False
    named = [c for c in parts.clauses if c.condition.field != "status"]
    about_one = [(c.condition.field, c.condition.op) for c in named] in ([("account", "eq")], [("account", "in")])
    only = set(parts.fields) <= set(OF_ACCOUNTS) and "opportunity" not in parts.heads
    asked = not parts.statuses() or "revenue" in parts.marks
    children = "children" in parts.marks
    return about_one and only and asked and not parts.sorts and not parts.having and not children


def facts_of_account(parts: Parts) -> QuerySpec:
    """The columns of one account, as asked."""
    said = [c for c in parts.clauses if c.condition.field == "account"]
    columns = dict.fromkeys(f.removeprefix("account.") for f in parts.fields)
    return QuerySpec(entity="account", filters=conditions(said), fields=tuple(columns))


EACH_OF_SEVERAL = (
    "I can find the accounts that bought one product or another, and not those that bought each of several. Ask for "
    "one product at a time, for example “which accounts bought {first}”."
)


ADDS_UP = frozenset(("count", "revenue", "how_much", "sum", "avg", "share"))
NOT_ADDED_UP = (
    "I can list the accounts of a size or an age, but cannot add up the deals of only those. Ask for the list, for "
    "example “accounts with more than 1000 employees we won this year”, or for a sum by sector or account tag."
)


def accounts(build: Build) -> QuerySpec | Asked | Cannot:
    """Accounts, by what they are, what they bought and whom they belong to."""
    parts = build.parts
    goods = (*parts.values("product"), *parts.values("won_product"))
    several = next((f.value for f in goods if f.op == "in" and isinstance(f.value, tuple)), ())
    if "both" in parts.marks and several:
        return Cannot(EACH_OF_SEVERAL.format(first=several[0]))
    if asks_of_account(parts):
        return facts_of_account(parts)
    of_deals = parts.heads[:1] == ["opportunity"] and parts.marks & ADDS_UP
    if ("measure_first" in parts.marks or of_deals) and any(map(parts.values, ("employees", "year_established"))):
        return Cannot(NOT_ADDED_UP)
    if asks_owner(parts):
        return QuerySpec(entity="account", filters=conditions(parts.clauses), fields=("account", "owner"))
    asked = [f.removeprefix("account.") for f in parts.fields if f in OF_ACCOUNTS]
    clauses = bought(build, parents(build, counts(build, plain(build, "account"))))
    parts.fields = [f for f in parts.fields if f in ("employees", "revenue", "year_established")]
    picked = {c.condition.field for c in clauses}
    if asked[:1] in (["country"], ["parent"]) and asked[0] not in picked and asks_which_values(build):
        parts.groups.append(f"account.{asked.pop(0)}")
    dated = any(c.condition.field.endswith("_count") or c.condition.field == "won_product" for c in clauses)
    date = "close_date" if dated else "created"
    return spec_of(build, clauses, date, fields=account_columns(build, asked, clauses))


def asks_which_values(build: Build) -> bool:
    """“which countries are our accounts in”: the values themselves are asked for."""
    parts = build.parts
    return bool(parts.marks & {"which", "what"}) and parts.heads == ["account"] and not parts.values("account")


def account_columns(build: Build, asked: list[str], clauses: list[Clause]) -> list[str]:
    """The columns asked for, not those that are conditions or an order already."""
    wanted = not clauses or build.parts.marks & {"what", "which", "where", "when"}
    if build.parts.rankings or not wanted:
        return []
    return [f for f in asked if f not in {c.condition.field for c in clauses}]


def bought(build: Build, clauses: list[Clause]) -> list[Clause]:
    """“accounts that bought (or never bought) GTX Pro”."""
    never = "not:buy" in build.parts.marks
    named = any(c.condition.field in ("won_product", "won_count") for c in clauses)
    if "buy" in build.parts.verbs and not named:
        return [*clauses, clause("won_count", "eq" if never else "gt", 0)]
    if not never:
        return clauses
    return [changed(c, op="ne") if c.condition.field == "won_product" else c for c in clauses]


def parents(build: Build, clauses: list[Clause]) -> list[Clause]:
    """“subsidiaries of acme”: the account named is the parent."""
    if "account.parent" not in build.parts.fields:
        return clauses
    build.parts.fields = [f for f in build.parts.fields if f != "account.parent"]
    out = [changed(c, field="parent") if c.condition.field == "account" else c for c in clauses]
    named = any(c.condition.field == "parent" for c in out)
    return out if named else [*out, Clause(Filter(field="parent", op="not_null"), 999)]


def reps(build: Build) -> QuerySpec | Asked:
    """Reps, by how many deals or activities are theirs; “my reps” are those of the manager who asks."""
    clauses = counts(build, plain(build, "rep"))
    types = [c for c in clauses if c.condition.field == "type"]
    kept = [c for c in clauses if c.condition.field != "type"]
    kept = [c for c in kept if c.condition.field != "owner" or c.condition.value != "@me"]
    for each in types:
        field = f"{each.condition.value}_count"
        kept += [] if any(c.condition.field == field for c in kept) else [some_of(field, Clause(each.condition, 999))]
    by_activity = any(c.condition.field in BY_ACTIVITY for c in kept)
    return spec_of(build, kept, "date" if by_activity else "close_date")


def teams(build: Build) -> QuerySpec | Asked:
    """Teams, by how many deals are theirs."""
    return spec_of(build, counts(build, plain(build, "team")), "close_date")


def leads(build: Build) -> QuerySpec | Asked:
    """Leads, by source, age and whether they were converted."""
    parts = build.parts
    if "converted" in parts.verbs and any(r.what == "measure" for r in parts.rankings):
        # “which lead source converts best”: by the part of its leads that were converted.
        parts.measures.append("conversion_rate")
        parts.clauses = [c for c in parts.clauses if c.condition.value != "converted"]
        parts.groups += ["source"] if "source" in parts.fields and "source" not in parts.groups else []
        parts.groups += ["owner"] if ("rep" in parts.heads or "who" in parts.marks) and not parts.groups else []
    clauses = [changed(c, value="converted", op="eq") if is_conversion(c) else c for c in plain(build, "lead")]
    by_conversion = "converted" in parts.verbs and all(role != "created" for _, role in parts.windows)
    measures = [m for m in parts.measures if m in ("velocity_days", "conversion_rate")]
    measures += ["conversion_rate"] if "win_rate" in parts.measures else []
    return spec_of(build, clauses, "converted" if by_conversion else "created", measures)


def is_conversion(said: Clause) -> bool:
    """“won leads” are converted ones."""
    return said.condition.field == "status" and said.condition.value in ("won", "closed")


def activities(build: Build) -> QuerySpec | Asked:
    """Activities, by kind, person and day; whoever is ranked by them is counted apart."""
    parts = build.parts
    parts.fields = [f for f in parts.fields if f != "type"]
    ranks_people = parts.rankings and parts.marks & {"who", "which"}
    if not parts.groups and (ranks_people or parts.heads[:1] == ["rep"]):
        parts.groups.append("owner")
    return spec_of(build, without_status(build, "activity"), "date")


def contacts(build: Build) -> QuerySpec | Asked:
    """The people at accounts."""
    return spec_of(build, without_status(build, "contact"), "")


def quotas(build: Build) -> QuerySpec | Asked:
    """Quotas and how much of them is reached."""
    parts = build.parts
    only_filter = "attainment_filter" in parts.marks
    if only_filter and any(r.what == "age" for r in parts.rankings):
        # “which team is furthest behind its quota”: the one with the least of it reached.
        only_filter = False
        parts.marks.discard("attainment_filter")
        parts.measures.append("attainment")
        parts.heads = [h for h in parts.heads if h != "quota"]
        parts.clauses = [c for c in parts.clauses if c.condition.field != "attainment"]
        parts.rankings = [replace(r, what="measure", dir="asc") if r.what == "age" else r for r in parts.rankings]
    counts_each = parts.heads[:1] in (["rep"], ["team"], ["region"], ["manager"])
    if not only_filter and not parts.groups and (counts_each or (parts.rankings and "who" in parts.marks)):
        parts.groups.append(GROUP_FIELDS.get(parts.heads[0] if parts.heads else "rep", "owner"))
    if "quota_now" in parts.marks and not parts.windows:
        parts.windows.append(("quarter:0", ""))
    return spec_of(build, without_status(build, "quota"), "period", quota_measures(build, only_filter))


def quota_measures(build: Build, only_filter: bool) -> list[str]:
    """Quota, attainment or what is closed so far; none where people are only picked by their attainment."""
    parts = build.parts
    found = [] if only_filter else [m for m in parts.measures if m in ("attainment", "actual")]
    beside = "attainment" not in found or "actual" in found
    if not only_filter and beside and (not found or "quota" in parts.heads):
        found.append("quota")
    return [*found, "actual"] if "revenue" in parts.marks else found
