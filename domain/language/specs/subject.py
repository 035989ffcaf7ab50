"""What kind of record a question is about."""

from __future__ import annotations

from domain.language.parts import Parts
from domain.language.specs.build import Build
from domain.language.specs.records import asks_of_account, asks_owner
from domain.language.text import word_set

BY_MONEY = word_set("revenue sum how_much avg share pipeline")


def choose_entity(build: Build) -> str:
    """The entity whose records answer the question."""
    subject = build.parts.heads[0] if build.parts.heads else ""
    if asks_of_account(build.parts):
        return "account"
    for entity, is_meant in NAMED:
        if is_meant(build):
            return entity
    asks_who = "who" in build.parts.marks
    if asks_owner(build.parts):
        return "account"
    of_deals = build.parts.statuses() or build.parts.marks & {"revenue", "pipeline"}
    if subject == "account" or ("account.parent" in build.parts.fields and not subject and not of_deals):
        return account_or_deals(build) if subject else "account"
    if subject == "rep" or (asks_who and (subject != "opportunity" or has_none(build.parts))):
        return rep_or_deals(build)
    return "team" if subject == "team" and is_plain_team(build) else "opportunity"


def has_none(parts: Parts) -> bool:
    """“who hasn't closed a deal this quarter”: people without any, and not the deals that are otherwise."""
    only = not (parts.measures or parts.rankings or parts.fields or {"own", "closing"} & set(parts.verbs))
    return only and [(c.condition.field, c.condition.op) for c in parts.clauses] == [("status", "ne")]


def is_about_leads(build: Build) -> bool:
    """“leads”, “webinar”: a lead has a source, a deal has none."""
    by_source = "source" in build.parts.fields and "converted" in build.parts.verbs
    sourced = bool(build.parts.values("source")) or by_source
    return "lead" in build.parts.heads or (sourced and "opportunity" not in build.parts.heads)


def is_about_quota(build: Build) -> bool:
    """“quota”, “attainment”; coverage is asked of deals."""
    parts = build.parts
    named = "quota" in parts.marks or "quota" in parts.heads or {"attainment", "actual"} & set(parts.measures)
    return bool(named) and "coverage" not in parts.measures


def is_about_activities(build: Build) -> bool:
    """“calls”, “meetings”, unless people are picked by how many they had."""
    parts = build.parts
    picks_people = parts.counted and (parts.heads[:1] == ["rep"] or "who" in parts.marks)
    return ("activity" in parts.heads or bool(parts.values("type"))) and not picks_people


def is_about_contacts(build: Build) -> bool:
    """“contacts at fabrikam”."""
    return build.parts.heads[:1] == ["contact"]


def measures_leads(build: Build) -> bool:
    """“lead conversion”, “lead velocity”."""
    return bool({"conversion_rate", "velocity_days"} & set(build.parts.measures))


def is_about_companies(build: Build) -> bool:
    """“won from accounts with more than 500 employees”: only an account has employees."""
    parts = build.parts
    return "account" in parts.heads and any(map(parts.values, ("employees", "year_established", "revenue")))


NAMED = (
    ("lead", is_about_leads),
    ("quota", is_about_quota),
    ("activity", is_about_activities),
    ("contact", is_about_contacts),
    ("lead", measures_leads),
    ("account", is_about_companies),
)
"""What is recognised by its own words, in the order it is looked for."""


def ranks_deals(build: Build) -> bool:
    """Whether the subject is ranked or measured by its deals."""
    parts = build.parts
    return bool(parts.rankings or parts.measures or parts.having or parts.sorts or parts.marks & (BY_MONEY | {"trend"}))


def is_plain_team(build: Build) -> bool:
    """“list our teams”: nothing is asked of their deals."""
    parts = build.parts
    of_deals = "opportunity" in parts.heads and "by_count" in parts.marks
    led = "own" in parts.verbs and [c.condition.field for c in parts.clauses] == ["manager"]
    return not (ranks_deals(build) or parts.counted or (parts.clauses and not led) or parts.groups or of_deals)


def account_or_deals(build: Build) -> str:
    """Accounts themselves, or deals counted by account: “top accounts by revenue”."""
    parts = build.parts
    if "count_deals" in parts.marks:
        return "opportunity"
    if parts.values("last_activity_days") or parts.values("days_in_stage"):
        # An account has no age of its own: its open deals have.
        build.is_of("open")
        build.assumptions.append("accounts by their open deals that are so")
        return "opportunity"
    if parts.values("account.is_new") and parts.statuses():
        # “new accounts we won this year”: new is said of the deals with them.
        return "opportunity"
    if any(parts.values(column) for column in ("region", "team", "manager", "stage", "series")):
        # An account lies in no region of ours: the deals with it do.
        build.assumptions.append("accounts by the deals with them")
        return "opportunity"
    if parts.having or parts.marks & BY_MONEY or set(parts.measures) - {"account_count"}:
        return "opportunity"
    bought = "count" in parts.marks and "buy" in parts.verbs and "not:buy" not in parts.marks
    if bought and parts.windows and not parts.counted:
        # “how many accounts bought GTX Pro this year”: the accounts of what was sold then.
        return "opportunity"
    ranked = any(r.what == "measure" for r in parts.rankings)
    by_deals = parts.statuses() or "opportunity" in parts.heads or "count" in parts.marks or "buy" in parts.verbs
    if ranked and by_deals:
        return "opportunity"
    counts_closed = "count" in parts.marks and parts.statuses() and not parts.counted
    return "opportunity" if counts_closed else "account"


def counts_by_stage(build: Build) -> bool:
    """“reps with more than five deals in proposal”: no rep has a number for that, so the deals are counted."""
    stages = {name for name, _, _ in build.names.stages}
    return any(each.of in stages for each in build.parts.counted)


def rep_or_deals(build: Build) -> str:
    """Reps themselves, or deals counted by rep, or the one who owns a deal."""
    parts = build.parts
    if ranks_deals(build) or parts.values("amount") or "count_deals" in parts.marks:
        return "opportunity"
    if parts.counted:
        return "opportunity" if counts_by_stage(build) else "rep"
    works_on = "who" in parts.marks and bool(parts.values("account")) and not parts.values("owner")
    if works_on:
        # “who is the rep on Proseware”: the owner of its deals.
        return "opportunity"
    owns = (parts.fields and not parts.heads) or ("own" in parts.verbs and "opportunity" in parts.heads)
    return "opportunity" if owns else "rep"
