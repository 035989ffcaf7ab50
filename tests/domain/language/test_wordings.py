"""One condition in the many ways people put it, each read as that condition and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


def query(text: str) -> dict[str, Any]:
    kind, meant = meaning(understand(text, b2b(), today=TODAY["b2b"]))
    assert kind == "query", (text, kind, meant)
    return meant


def only(text: str) -> tuple[str, str, Any]:
    """(field, op, value) of the one condition of a message."""
    found = [f for f in query(text)["filters"] if not f.get("optional")]
    assert len(found) == 1, (text, found)
    return found[0]["field"], found[0]["op"], found[0].get("value")


LATER = ("stage", "in", ["Proposal", "Negotiation"])
EARLIER = ("stage", "in", ["Prospecting", "Qualification"])


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("condition", "texts"),
    [
        (LATER, ["deals in proposal or later", "deals at proposal or beyond", "opps past the qualification stage"]),
        (LATER, ["deals at least in proposal", "deals from proposal on", "deals that made it past qualification"]),
        (EARLIER, ["deals before proposal", "deals not yet in proposal", "deals that haven't reached proposal"]),
        (EARLIER, ["deals in qualification or earlier", "deals up to qualification", "deals not past qualification"]),
        (("status", "eq", "closed"), ["deals past negotiation"]),
        (("amount", "gt", 100_000), ["deals valued at more than 100k", "deals past the 100k mark"]),
        (("amount", "gte", 100_000), ["deals from $100,000 upwards", "deals starting at 100k", "deals min 100k"]),
        (("amount", "lt", 50_000), ["sub-50k deals", "deals short of 50k", "deals cheaper than 50k"]),
        (("amount", "lte", 50_000), ["deals 50k max", "deals 50k tops", "deals of 50k and less", "deals 50k at most"]),
        (("amount", "is_null", None), ["deals nobody put an amount on", "deals with an empty amount field"]),
        (("amount", "not_null", None), ["deals with an amount", "deals with amount filled in"]),
        (("next_step", "is_null", None), ["deals nobody set a next step on", "deals with a blank next step field"]),
        (("close_date", "is_null", None), ["undated deals", "deals with close date not set"]),
        (("account", "is_null", None), ["accountless deals", "deals nobody put an account on"]),
        (("owner", "is_null", None), ["deals not assigned to anyone", "deals that aren't assigned to anybody"]),
        (("forecast_category", "eq", "Pipeline"), ["pipeline-category deals", "deals whose category is pipeline"]),
        (("days_in_stage", "gt", 30), ["opps that haven't changed stage in over 30 days", "opps unmoved over 30 days"]),
        (("days_in_stage", "gte", 30), ["opps with 30 or more days in stage", "opps with no stage change in 30 days"]),
        (("last_activity_days", "gt", 14), ["deals with more than 14 days since last activity"]),
        (("last_activity_days", "lte", 7), ["opps touched in the last 7 days", "opps with activity in the last 7 d"]),
        (("owner", "eq", "@me"), ["deals i have", "deals belonging to me", "deals i'm on", "deals on my plate"]),
        (("owner", "eq", "Tom Okafor"), ["deals in tom's hands", "everything tom has", "deals that tom is running"]),
        (("account.is_new", "eq", True), ["net new deals", "deals with first-time buyers", "new customer deals"]),
        (("account.is_new", "eq", False), ["deals with current customers", "deals with customers we already have"]),
        (("account.tag", "eq", "Strategic"), ["strategic customers' deals"]),
        (("status", "eq", "lost"), ["deals that got away", "unsuccessful deals"]),
        (("status", "eq", "closed"), ["completed deals"]),
    ],
)  # fmt: skip
def test_a_condition_is_the_same_however_it_is_put(condition: tuple[str, str, Any], texts: list[str]) -> None:
    for text in texts:
        assert query(text)["entity"] == "opportunity"
        assert only(text) == condition, text


@pytest.mark.row("S4-65")
def test_an_amount_after_a_stage_is_no_order_of_stages() -> None:
    assert [f["field"] for f in query("deals in proposal and above 50k")["filters"]] == ["stage", "amount"]
    assert query("deals in proposal or above 50k")["filters"][0]["any"][1]["field"] == "amount"
    assert query("how many deals made it to negotiation this quarter")["time"]["field"] == "stage_entered"


def measured(text: str) -> tuple[list[str], list[str]]:
    meant = query(text)
    return meant["measure"], [f["value"] for f in meant["filters"] if f["field"] == "status" and not f.get("optional")]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("measure", "status", "texts"),
    [
        (["count"], ["won"], ["# of deals won", "total number of won deals"]),
        (["amount"], ["won"], ["how much money did we make", "how much did we win at new logos"]),
        (["amount"], ["open"], ["size of the pipeline", "value of our pipeline"]),
        (["avg_amount"], [], ["how big are our deals on average", "on average how large are our deals"]),
        (["max_amount"], [], ["largest deal size by rep"]),
        (["win_rate"], [], ["how often do we win", "winning percentage", "% won", "tom's % of closed deals won"]),
        (["loss_rate"], [], ["how often do we lose", "losing rate", "what % of tom's closed deals were lost"]),
        (["cycle_days"], [], ["deal cycle time", "length of the sales cycle", "average days from creation to close"]),
        (["avg_days_in_stage"], [], ["average days spent in stage", "how many days do deals spend in proposal"]),
        (["coverage"], [], ["how covered are we", "ratio of pipeline to quota", "pipeline coverage ratio"]),
        (["attainment"], [], ["what % of quota is tom at"]),
        (["quota"], [], ["how big is tom's quota"]),
        (["won_count", "lost_count"], [], ["won and lost counts by team", "win and loss counts by rep"]),
    ],
)
def test_a_measure_is_the_same_however_it_is_named(measure: list[str], status: list[str], texts: list[str]) -> None:
    for text in texts:
        assert measured(text) == (measure, status), text


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("biggest win ever. who and what acct", ["owner", "account"]),
        ("largest loss, who and how much", ["owner", "amount"]),
        ("when did we last win something at contoso", ["close_date"]),
    ],
)
def test_what_is_asked_of_the_one_that_is_ranked_are_its_columns(text: str, columns: list[str]) -> None:
    meant = query(text)
    assert (meant["fields"], meant["limit"], meant["measure"]) == (columns, 1, [])


def test_accounts_after_a_preposition_only_say_whose_deals() -> None:
    assert query("wins at strategic accounts")["entity"] == "opportunity"
    assert only("everything at companies owned by Contoso")[:2] == ("parent", "eq")
    assert query("won from accounts with more than 500 employees")["entity"] == "account"
    assert query("losses per sector, worst first")["sort"] == [{"by": "count", "dir": "desc"}]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("groups", "texts"),
    [
        (["owner"], ["revenue per head", "revenue by individual rep", "revenue rep breakdown", "revenue by name"]),
        (
            ["region"],
            ["revenue regionally", "regional breakdown of revenue", "revenue by area", "revenue split region"],
        ),
        (["stage"], ["revenue by pipeline stage", "revenue stage breakdown", "revenue spread across stages"]),
        (["account.sector"], ["revenue by customer industry", "revenue by account sector"]),
        (["account.tag"], ["revenue by account tag"]),
        (["account.is_new"], ["revenue new vs existing", "revenue from existing and new customers"]),
        (["close_date.month"], ["revenue on a monthly basis", "revenue by calendar month", "revenue month-by-month"]),
        (["close_date.quarter"], ["revenue quarter by quarter", "revenue on a quarterly basis"]),
        (["owner", "product"], ["revenue by rep / product", "revenue split it rep, then product"]),
    ],
)
def test_a_grouping_is_the_same_however_it_is_put(groups: list[str], texts: list[str]) -> None:
    for text in texts:
        assert (query(text)["measure"], query(text)["group_by"]) == (["amount"], groups), text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("order", "limit", "texts"),
    [
        (("amount", "desc"), 5, ["5 open deals with the highest amount", "five largest open deals"]),
        (("amount", "desc"), 1, ["largest deal in the pipeline", "which open deal is worth the most"]),
        (("created", "asc"), 10, ["top 10 oldest open deals"]),
        (("days_in_stage", "desc"), 5, ["top 5 stalest deals", "5 deals with the most days in stage"]),
        (("close_date", "asc"), 5, ["first five open deals to close", "next five open deals by close date"]),
        (("close_date", "asc"), None, ["open deals by close date"]),
        (("created", "desc"), None, ["open deals by creation date, newest first"]),
        (("amount", "asc"), None, ["open deals in ascending order of amount"]),
        (("amount", "desc"), 3, ["which 3 reps brought in the most revenue", "3 highest grossing reps"]),
        (("count", "desc"), 3, ["who are the top 3 by deals won", "top 3 reps in terms of wins"]),
        (("win_rate", "desc"), 1, ["who leads in win rate"]),
        (("count", "desc"), 1, ["month with the most wins", "which month saw the most wins"]),
    ],
)
def test_an_order_is_the_same_however_it_is_put(order: tuple[str, str], limit: int | None, texts: list[str]) -> None:
    for text in texts:
        meant = query(text)
        assert [(s["by"], s["dir"]) for s in meant["sort"]] == [order], text
        assert meant["limit"] == limit, text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("entity", "condition", "texts"),
    [
        ("rep", ("won_count", "eq", 0), ["who hasn't closed a deal this quarter", "who's yet to win this month"]),
        ("rep", ("manager", "eq", "Dana Whitfield"), ["dana's direct reports"]),
        ("quota", ("attainment", "lt", 1), ["reps not at quota", "who fell short of quota last quarter"]),
        ("quota", ("attainment", "gte", 1), ["reps at quota", "who met quota last quarter", "who cleared quota"]),
        ("activity", ("account", "eq", "Contoso"), ["when did we last talk to contoso"]),
        ("lead", ("age_days", "gt", 30), ["leads aged over 30 days", "leads more than a month old"]),
        ("account", ("employees", "gt", 5000), ["customers employing more than 5000 people"]),
        ("account", ("year_established", "lt", 1990), ["accounts started before 1990"]),
    ],
)  # fmt: skip
def test_other_records_are_asked_for_in_other_words(
    entity: str, condition: tuple[str, str, Any], texts: list[str]
) -> None:
    for text in texts:
        assert (query(text)["entity"], only(text)) == (entity, condition), text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("text", "entity", "groups", "order"),
    [
        ("least active rep", "activity", ["owner"], [{"by": "count", "dir": "asc"}]),
        ("who's the most active rep", "activity", ["owner"], [{"by": "count", "dir": "desc"}]),
        ("how active was each rep this week", "activity", ["owner"], []),
        ("where do our leads come from", "lead", ["source"], []),
        ("last call with contoso", "activity", [], [{"by": "date", "dir": "desc"}]),
    ],
)
def test_activities_and_leads_are_counted_apart(text: str, entity: str, groups: list[str], order: list[Any]) -> None:
    meant = query(text)
    assert (meant["entity"], meant["group_by"], meant["sort"]) == (entity, groups, order)
