"""Forecasts, reports and what-ifs in the many ways people ask for them."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning


def means(text: str) -> tuple[str, dict[str, Any]]:
    return meaning(understand(text, b2b(), today=TODAY["b2b"]))


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("measure", "texts"),
    [
        ("pace", ["will tom make his number", "are we gonna hit q4 target", "will enterprise hit its target"]),
        ("pace", ["are we ahead of or behind pace", "are we tracking to plan"]),
        ("quota_gap", ["how much are we short", "how far behind target are we"]),
        ("best_case", ["what's the most we could close this quarter"]),
        ("worst_case", ["conservative forecast", "what's the least we'll close this quarter"]),
        ("likely", ["the likely scenario", "most probable outcome this quarter"]),
        ("expected_count", ["how many deals are likely to close this quarter", "projected wins next quarter"]),
    ],
)
def test_a_forecast_measure_is_the_same_however_it_is_named(measure: str, texts: list[str]) -> None:
    for text in texts:
        kind, meant = means(text)
        assert (kind, meant["action"], meant["args"]["measure"]) == ("forecast", "show_forecast", [measure]), text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("action", "args", "text"),
    [
        ("show_forecast", {"window": "quarter:1"}, "how is next quarter shaping up"),
        ("show_forecast", {"window": "quarter:1"}, "expected bookings next quarter"),
        ("show_forecast", {"window": "quarter:0", "group_by": ["owner"]}, "each rep's forecast"),
        ("forecast_accuracy", {"window": "quarter:-1"}, "forecast vs actuals last quarter"),
        ("forecast_accuracy", {"window": "quarter:-1"}, "how off were we last quarter on the forecast"),
        ("compare_forecast", {"window": "quarter:0", "against": "week:-1"}, "is forecast up or down since last week"),
        ("compare_forecast", {"window": "quarter:0", "against": "week:-1"}, "week over week change in the forecast"),
        ("compare_forecast", {"window": "quarter:0", "against": "11-01"}, "our forecast vs what it was on nov 1"),
    ],
)  # fmt: skip
def test_a_forecast_is_the_same_however_it_is_asked_for(action: str, args: dict[str, Any], text: str) -> None:
    kind, meant = means(text)
    assert (kind, meant["action"], meant["args"]) == ("forecast", action, args)


@pytest.mark.row("S4-65")
def test_deals_that_are_won_in_a_what_if_close() -> None:
    _, meant = means("where would we land this quarter if we won every deal in negotiation")
    assert meant["args"]["assume"][0]["set"] == {"status": "won"}
    _, meant = means("what if northwind slides to next quarter")
    assert meant["args"]["assume"][0]["set"] == {"close_date": "quarter:1"}
    assert means("quit sending the hygiene report")[1]["action"] == "unschedule_report"


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("report", "texts"),
    [
        ("performance", ["how is Tom getting on", "how was october", "how did q3 go", "how's business in apac"]),
        ("pipeline_review", ["how's the pipeline looking", "what's the state of emea's pipeline"]),
        ("executive_summary", ["summary for leadership"]),
        ("quarterly_review", ["q3 review", "end of quarter review"]),
        ("rep_summary", ["brief me on tom", "get me ready for my 1:1 with priya"]),
        ("account_summary", ["what's going on with contoso", "where do we stand with contoso"]),
        ("deal_review", ["review tom's deals", "deep dive on the contoso deal"]),
        ("win_loss", ["w/l report", "analysis of wins and losses"]),
        ("anomalies", ["any surprises this week", "what stands out this week"]),
        ("pipeline_changes", ["what's new since monday", "how has the pipeline changed since monday"]),
        ("data_hygiene", ["how good is our crm data"]),
        ("activity_summary", ["summarize tom's activity this week"]),
    ],
)
def test_a_report_is_the_same_however_it_is_asked_for(report: str, texts: list[str]) -> None:
    for text in texts:
        kind, meant = means(text)
        assert (kind, meant["action"], meant["target"]) == ("report", "run_report", report), text


def test_a_report_goes_to_those_who_should_get_it_and_stops_when_there_is_enough() -> None:
    _, meant = means("dana and marcus should get the forecast report every day at 7")
    assert meant["args"]["to"] == ["Dana Whitfield", "Marcus Bell"]
    assert "filters" not in meant["args"]
    for text in ("enough with the daily activity summary", "cease the daily pipeline review"):
        assert means(text)[1]["action"] == "unschedule_report", text
    assert means("put the activity summary in #sales")[1]["args"] == {"to": ["#sales"]}
    assert means("what's new")[0] == "smalltalk"


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("change", "texts"),
    [
        ({"exclude": True}, ["take contoso out of the forecast", "exclude contoso from the forecast"]),
        ({"exclude": True}, ["what if contoso says no", "what if the contoso deal gets killed"]),
        ({"set": {"close_date": "quarter:1"}}, ["what if contoso rolls into next quarter"]),
        ({"set": {"close_date": "month:1"}}, ["what if contoso closes a month late"]),
        ({"set": {"status": "won"}}, ["if contoso comes in where are we"]),
        ({"set": {"win_rate": 0.3}}, ["at a 30% win rate where do we land", "say win rate is 30%"]),
        ({"set": {"win_rate_delta": -0.05}}, ["what if we lose 5 points of win rate"]),
        ({"set": {"win_rate_delta": 0.05}}, ["what if we gain 5 points on win rate"]),
        ({"set": {"amount": 300_000}}, ["what if we close contoso at 300k", "what if contoso signs for 300k"]),
    ],
)
def test_a_what_if_is_the_same_however_it_is_put(change: dict[str, Any], texts: list[str]) -> None:
    for text in texts:
        kind, meant = means(text)
        assert (kind, meant["action"]) == ("forecast", "scenario"), text
        assumed = meant["args"]["assume"][0]
        assert {key: assumed[key] for key in ("set", "exclude") if key in assumed} == change, text
