"""Everyday questions in the words strangers use for them, each beside others of its class."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning
from domain.language.names import Names


def read(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    return meaning(understand_text_in_context(text, context, b2b(), today=TODAY["b2b"]))


def said(text: str, context: str | None = None) -> str:
    """A question's meaning in one line: “opportunity | status=won | count | by owner”."""
    kind, meant = read(text, context)
    if kind != "query":
        return f"{kind} {meant.get('clarify', {}).get('slot', meant.get('refuse', ''))}".strip()
    parts = [meant["entity"], " ".join(sorted(map(_condition, meant["filters"])))]
    parts += [" ".join(meant["measure"]), " ".join(f"by {g}" for g in meant["group_by"])]
    parts += [f"{meant['time']['field']} {meant['time']['window']}" if meant["time"] else ""]
    parts += [" ".join(f"{s['by']}-{s['dir']}" for s in meant["sort"]), str(meant["limit"] or "")]
    parts += [f"show {' '.join(meant['fields'])}" if meant.get("fields") else ""]
    return " | ".join(part for part in parts if part)


SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _condition(one: dict[str, Any]) -> str:
    if "any" in one:
        return "(" + " or ".join(map(_condition, one["any"])) + ")"
    value = one.get("value")
    value = "/".join(map(str, value)) if isinstance(value, list) else value
    sign = SIGNS.get(one["op"], f" {one['op']} ")
    return f"{one['field']}{sign}{value if value is not None else ''}".strip()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "how many mtgs have chloe and kenji each had this wk",
            "activity | owner in Chloe Martin/Kenji Watanabe type=meeting | count | by owner | date week:0",
        ),
        ("win rate for emea and amer, for each", "opportunity | region in EMEA/AMER | win_rate | by region"),
        (
            "attainment of Ana and Jess respectively, last quarter",
            "quota | owner in Ana Souza/Jess Novak | attainment | by owner | period quarter:-1",
        ),
        ("won in EMEA or AMER, min 2,500 each", "opportunity | amount>=2500 region in EMEA/AMER status=won"),
    ],
)
def test_each_of_several_is_counted_apart(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("agent count by status", "agent | count | by status"),
        ("rule count by state", "rule | count | by state"),
        (
            "how many times were thresholds adjusted this week",
            "agent_action | action=adjust_threshold | count | at week:0",
        ),
        (
            "threshold changes for emea since oct 1",
            "agent_action | action=adjust_threshold region=EMEA | at since:10-01",
        ),
        ("which thresholds were changed last week", "agent_action | action=adjust_threshold | at week:-1"),
        ("any setting for latam with a value above 40", "setting | region=LATAM value>40"),
        ("show me the rule called big deal watch", "rule | name=big deal watch"),
        ("do we have a snapshot named pre-reorg", "snapshot | name=pre-reorg"),
        ("sources that havent synced today", "source | last_sync before:day:0"),
        ("what are our thresholds for the west", "ambiguous region"),
        (
            "how much revenue did we make from all products except Connect",
            "opportunity | product!=Connect status=won | amount",
        ),
    ],
)
def test_questions_about_the_product_keep_their_conditions(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "next step on the Litware deal and whose is it",
            "opportunity | account=Litware status=open | show next_step owner",
        ),
        (
            "when was Fabrikam last touched and what stage is it in",
            "opportunity | account=Fabrikam status=open | show last_activity_days stage",
        ),
        (
            "humongous - whats still open & what stage",
            "opportunity | account=Humongous Insurance status=open | show stage",
        ),
        (
            "Platform open deals, show me owner and account",
            "opportunity | product=Platform status=open | show owner account",
        ),
        ("deals by region, stage", "opportunity | count | by region by stage"),
        (
            "deals where the owner is Ana Souza and the amount is more than 40k",
            "opportunity | amount>40000 owner=Ana Souza",
        ),
    ],
)
def test_columns_are_asked_for_in_a_clause_of_their_own(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("open opportunities where amount is zero or empty", "opportunity | (amount=0 or amount is_null) status=open"),
        ("how many open deals have nobody as owner", "opportunity | owner is_null status=open | count"),
        ("negotiation opps w/out an account", "opportunity | account is_null stage=Negotiation"),
        ("still open but the close date is already in the past", "opportunity | status=open | close_date before:day:0"),
        ("reps w nothing logged for 5+ days, gone dark", "rep | last_activity_days>=5"),
        ("which reps work in the EMEA region?", "rep | region=EMEA"),
        ("open deals that have been in their current stage for more than 60 days", "opportunity | days_in_stage>60 "
         "status=open"),
        ("Lukas his deals which are in Proposal since more than 3 weeks",
         "opportunity | days_in_stage>21 owner=Lukas Brandt stage=Proposal"),
        ("hw much hv we booked w Adventure Works so far this yr",
         "opportunity | account=Adventure Works status=won | amount | close_date ytd"),
        ("how many deals is Priya having open", "opportunity | owner=Priya Raman status=open | count"),
        ("mid market: on avg how long are open deals sitting in each stage",
         "opportunity | status=open team=Mid-Market | avg_days_in_stage | by stage"),
        ("please break down this year's revenue by quarter",
         "opportunity | status=won | amount | by close_date.quarter | close_date year:0"),
        ("No.1 rep on won value in september",
         "opportunity | status=won | amount | by owner | close_date sep | amount-desc | 1"),
        ("Tom: how many won and how many lost", "opportunity | owner=Tom Okafor | won_count lost_count"),
        ("won, lost and total closed counts by manager", "opportunity | won_count lost_count closed_count | by "
         "manager"),
        ("attainment for each of the two mikes last quarter",
         "quota | owner in Mike Donnelly/Mike Reyes | attainment | by owner | period quarter:-1"),
        ("open deals for the mikes", "ambiguous person"),
    ],
)  # fmt: skip
def test_plain_wordings_of_conditions_and_measures(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("driving to OKC just need the number, how much does okafor have in negotiation",
         "opportunity | owner=Tom Okafor stage=Negotiation | amount"),
        ("walking into woodgrove in 5, whats the next step we have on their deal",
         "opportunity | account=Woodgrove Bank status=open | show next_step"),
        ("stuck in traffic, how many deals closed this week", "opportunity | status=closed | count | close_date "
         "week:0"),
        ("on my way to the airport. tom's pipeline please", "opportunity | owner=Tom Okafor status=open"),
        ("Hoeveel... sorry, in English: how many open deals", "opportunity | status=open | count"),
        ("Chillin at ORD.. small wins in emea pls", "ambiguous threshold"),
        ("deals over 50k in proposal, kindly share", "opportunity | amount>50000 stage=Proposal"),
    ],
)  # fmt: skip
def test_where_somebody_is_says_nothing_of_the_question(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("stuck in negotiation, over 50k", "opportunity | amount>50000 days_in_stage>$stale_days stage=Negotiation"),
        ("sitting in proposal, emea deals", "opportunity | region=EMEA stage=Proposal"),
        ("waiting on approval, high severity", "exception | needs=approval severity=high status=open"),
        ("what did we win while i was out", "ambiguous time"),
    ],
)
def test_what_is_a_condition_is_never_taken_for_chatter(text: str, meant: str) -> None:
    assert said(text) == meant


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("top 10 open deals by amount", "make that 3, and strategic accounts only",
         "opportunity | account.tag=Strategic status=open | amount-desc | 3"),
        ("win rate by manager this year", "break it down by quarter as well",
         "opportunity | win_rate | by manager by close_date.quarter | close_date year:0"),
        ("how many deals did Tom lose last quarter", "and Priya? same period",
         "opportunity | owner=Priya Raman status=lost | count | close_date quarter:-1"),
    ],
)  # fmt: skip
def test_a_follow_up_says_two_things_or_repeats_one(before: str, text: str, meant: str) -> None:
    assert said(text, before) == meant


def test_a_period_put_beside_is_compared_with() -> None:
    for text in ("put last quarter next to it for comparison", "show last quarter alongside it"):
        assert read(text, "bookings by product this quarter")[1]["compare"] == {"window": "quarter:-1"}


def test_what_is_pointed_at_without_a_question_before_is_asked_for() -> None:
    for text in ("those two again but last week", "the same but by rep", "same for last month"):
        assert said(text) == "ambiguous reference"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("which reps have more than five deals in proposal?", "opportunity | stage=Proposal | count | by owner"),
        ("list reps with their number of open deals", "opportunity | status=open | count | by owner"),
        ("average win rate of the SMB team over the last six months",
         "opportunity | team=SMB | win_rate | close_date last:6m"),
        ("how many deals has Tom lost in total", "opportunity | owner=Tom Okafor status=lost | count"),
        ("which accounts have never bought anything from us?", "account | won_count=0"),
        ("how many agents are on Marcus's team", "rep | manager=Marcus Bell | count"),
        ("how many of Tom's deals slipped out of Q3", "opportunity | owner=Tom Okafor status=open | count | "
         "close_date 2026-Q3"),
        ("what's the average age of open deals in negotiation", "opportunity | stage=Negotiation status=open | "
         "avg_days_in_stage"),
        ("which deals have been in proposal the longest", "opportunity | stage=Proposal | days_in_stage-desc"),
        ("what percentage of our leads convert", "lead | conversion_rate"),
        ("which product makes us the most money", "opportunity | status=won | amount | by product | amount-desc | 1"),
        ("what's in the pipeline for Contoso", "opportunity | account=Contoso status=open"),
        ("when is the Adventure Works deal expected to close",
         "opportunity | account=Adventure Works status=open | show close_date"),
        ("how long do deals usually spend in qualification", "opportunity | stage=Qualification | avg_days_in_stage"),
        ("how much did Contoso spend with us", "opportunity | account=Contoso status=won | amount"),
        ("how much did we spend on ads", "out_of_scope unsupported_data"),
        ("median closed won deal size on Platform this yr",
         "opportunity | product=Platform status=won | median_amount | close_date year:0"),
        ("accounts that bought Analytics in h2", "account | won_product=Analytics | close_date H2"),
        ("new accounts we won this year",
         "opportunity | account.is_new=True status=won | count | by account | close_date year:0"),
        ("negotiation deals that are Platform or older than 60 days",
         "opportunity | (product=Platform or days_in_stage>60) stage=Negotiation"),
        ("which Northwind subsidiaries have an open deal with us", "account | open_count>0 parent=Northwind"),
        ("open high severity exceptions, who are they assigned to?", "exception | severity=high status=open | show "
         "assignee"),
        ("our won total for the month so far", "opportunity | status=won | amount | close_date mtd"),
    ],
)  # fmt: skip
def test_everyday_wordings_of_a_second_look(text: str, meant: str) -> None:
    assert said(text).removesuffix(" | 1") == meant.removesuffix(" | 1")


def test_more_than_in_another_period_is_a_comparison() -> None:
    meant = read("how much more did we win in Q3 than in Q2")[1]
    assert (meant["time"]["window"], meant["compare"]) == ("Q3", {"window": "Q2"})


def test_closed_is_what_became_of_a_deal_also_where_a_forecast_category_is_called_so() -> None:
    stages = [("Proposal", "open", 1), ("Closed Won", "won", 8), ("Closed Lost", "lost", 9)]
    names = Names.build(stages=stages, forecast_categories=["Commit", "Closed"])
    kind, meant = meaning(
        understand_text_in_context("how many deals closed this week", None, names, today=TODAY["b2b"])
    )
    assert (kind, [(f["field"], f["value"]) for f in meant["filters"]]) == ("query", [("status", "closed")])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("how many new deals did the SMB team open this quarter?", "opportunity | team=SMB | count | created "
         "quarter:0"),
        ("what were the reasons for the deals we lost last month?",
         "opportunity | status=lost | close_date month:-1 | show lost_reason"),
        ("Tom's numbers: won, lost and win rate", "opportunity | owner=Tom Okafor | won_count lost_count win_rate"),
        ("largest deal each manager's team won this year",
         "opportunity | status=won | max_amount | by manager | close_date year:0"),
        ("average number of days to close for Platform", "opportunity | product=Platform status=won | cycle_days"),
        ("revenue from accounts with more than 1000 employees", "out_of_scope unsupported_data"),
        ("how many deals did we win from accounts founded before 1990", "out_of_scope unsupported_data"),
        ("won from accounts with more than 500 employees", "account | employees>500 won_count>0"),
        ("accounts with revenue over 5000", "account | revenue>5000"),
    ],
)  # fmt: skip
def test_everyday_wordings_of_a_third_look(text: str, meant: str) -> None:
    assert said(text) == meant
