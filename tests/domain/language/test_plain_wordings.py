"""Messages in other words than ours, by class: each is read as the plain one, and never as something else."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, names_of
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


def means(text: str) -> tuple[str, dict[str, Any]]:
    """(kind, neutral meaning) of a message to the demo company."""
    names = names_of("b2b")
    assert names is not None
    return meaning(understand_text_in_context(text, None, names, today=TODAY["b2b"]))


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("highest won amount in each region", "won deals max amount by region"),
        ("single biggest win $ per manager", "won deals max amount by manager"),
        ("largest lost deal value by product", "lost deals max amount by product"),
        ("open deals whose close date is already in the past", "open deals past due"),
        ("open deals with a close date that has passed", "open deals past due"),
        ("open deals where the close date is behind us", "open deals past due"),
        ("reps who won nothing in october", "reps with no wins in october"),
        ("accounts that handed us 2 or more losses this year", "accounts with 2 or more losses this year"),
        ("accounts which gave us at least 3 wins this year", "accounts with at least 3 wins this year"),
        ("what share of this years revenue comes out of each region", "share of this year's revenue by region"),
        ("average sales cycle in days by rep", "average sales cycle by rep"),
        ("win rate by rep, whole year", "win rate by rep this year"),
        ("fire up pipeline cleanup playbook thru end of month", "run pipeline cleanup playbook until end of month"),
        ("take contoso out, where do we end up this year", "without contoso where do we end up this year"),
        ("leave contoso out, show the forecast for next quarter", "forecast for next quarter without contoso"),
        ("when a deal is won make the owner a task", "when a deal is won create a task for the owner"),
        ("when win rate deviates more than 8% kick off a forecasting run",
         "when win rate deviates more than 8% run the forecasting agent"),
        ("holler at me if emea win rate strays more than 10% from normal",
         "alert me if emea win rate deviates more than 10% from normal"),
        ("are you a bot or an actual person", "are you a bot"),
        ("who's been changing thresholds on forecasting this week",
         "who changed thresholds of the forecasting agent this week"),
        ("who has been pausing agents this month", "who paused agents this month"),
        ("get rid of every nudge the pipeline agent made since yesterday - roll them back",
         "undo all nudges the pipeline agent made since yesterday"),
        ("get rid of all the alerts forecasting sent today", "undo all alerts forecasting sent today"),
        ("deploy the large deal playbook and force a pipeline run",
         "activate the large deal playbook and force run the pipeline agent"),
        ("the forecasting agent put on hold for three hours", "pause the forecasting agent for three hours"),
        ("pipeline agent on hold until monday", "pause the pipeline agent until monday"),
        ("let's knock 5 days off the activity gap for renee's team",
         "lower the activity gap by 5 days for renee's team"),
        ("shave 10% off the value change threshold", "lower the value change threshold by 10%"),
        ("tack 3 days onto the stale threshold", "raise the stale threshold by 3 days"),
        ("approval limit: double it", "double the approval limit"),
        ("stale threshold - bump it to 20", "bump the stale threshold to 20"),
        ("pipeline agent: pause it", "pause the pipeline agent"),
        ("stop giving reps new deals once they've got 30 open", "when reps have 30 or more open deals block new deals"),
        ("no new deals for reps when they have 30 open", "when reps have 30 or more open deals block new deals"),
        ("block new deals for reps with more than 25 open deals",
         "when reps have more than 25 open deals block new deals"),
        ("Strategic accounts - show open pipeline total by owner",
         "open pipeline total by owner for strategic accounts"),
        ("EMEA accounts: open deals by stage", "open deals by stage for emea accounts"),
        ("how many open deals does each of marcus's reps have", "how many open deals do marcus's reps have by rep"),
        ("wk by wk win count for priya this year", "weekly win count for priya this year"),
        ("top 5 reps by sales this year", "top 5 reps by revenue this year"),
        ("reps who lost more than 20 in october", "reps who lost more than 20 deals in october"),
        ("who sold nothing in emea this quarter", "reps with no wins in emea this quarter"),
        ("negotiation deals w/ a close date that's already gone", "negotiation deals past due"),
        ("deals created after their own close date", "deals where the created date is after the close date"),
        ("deals closed before they were created", "deals where the close date is before the created date"),
        ("deals pencilled in to close between 1 and 15 dec, Platform",
         "deals expected to close between 1 and 15 dec, Platform"),
        ("opps missing a next step or a close date (either)", "opps missing next step or close date"),
        ("how many deals has each of marcus's reps won this quarter", "deals marcus's reps won this quarter by rep"),
        ("what's the story with contoso", "what is going on with contoso"),
        ("worst and best case for priya's deals, q4", "worst case and best case for priya's deals, q4"),
        ("honestly this bot is doing my head in", "this is driving me mad"),
        ("more than 30 days in stage", "deals more than 30 days in stage"),
        ("30+ days in stage", "deals 30+ days in stage"),
        ("tell me about contoso", "account summary for contoso"),
    ],
)  # fmt: skip
def test_other_words_mean_what_the_plain_ones_do(said: str, plainly: str) -> None:
    assert means(said) == means(plainly)
    assert means(said)[0] not in ("ambiguous", "out_of_scope")


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "pause one of the agents",
        "pause some of the agents",
        "resume two of our agents",
        "reset one of the bots",
        "run any of the agents",
        "turn off a couple of the agents",
        "pause most of the bots until friday",
        "snapshot one of the agents",
        "back up a couple of the agents",
    ],
)
def test_some_of_the_agents_are_never_all_of_them(text: str) -> None:
    kind, asked = means(text)
    assert kind == "ambiguous"
    assert asked["clarify"]["slot"] == "agent"


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["pipeline for MENA", "mena pipeline", "deals in mena", "win rate in MENA"])
def test_a_region_nobody_has_is_no_slip_of_a_word(text: str) -> None:
    assert means(text)[0] == "ambiguous"


WAITS = [
    ("and escalate to marcus 2 days after that", "2d"),
    ("then 3 days later escalate to marcus", "3d"),
    ("and 3 days later, escalate to marcus", "3d"),
    ("then after 4 days escalate to marcus", "4d"),
    ("and escalate to marcus after 5 days", "5d"),
    ("and escalate to marcus 2 days later", "2d"),
    ("and a week later escalate to marcus", "7d"),
    (", and if still nothing 2 days later escalate to marcus", "2d"),
    ("and if there is no response in 3 days, escalate to marcus", "3d"),
]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(("text", "wait"), WAITS)
def test_a_wait_belongs_to_the_reaction_it_delays(text: str, wait: str) -> None:
    kind, found = means(f"when a deal hits 10 days without activity nudge the owner {text}")
    assert kind == "rule"
    assert found["args"]["then"] == [
        {"do": "nudge_owner"},
        {"do": "escalate", "to": ["Marcus Bell"], "after": wait},
    ]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "deals untouched 7 days: nudge the owner, escalate after 10",
        "when a deal is idle for 5 days nudge the owner and if dana agrees in 3 days escalate to marcus",
    ],
)
def test_a_second_condition_is_asked_about_and_never_dropped(text: str) -> None:
    assert means(text)[0] == "ambiguous"


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("forecast for this year without contoso", "year:0"),
        ("this year's forecast without contoso", "year:0"),
        ("what is the forecast for next quarter without contoso", "quarter:1"),
        ("forecast minus contoso for next quarter", "quarter:1"),
    ],
)
def test_what_is_left_out_of_a_forecast_leaves_its_period_alone(text: str, window: str) -> None:
    kind, found = means(text)
    assert kind == "forecast"
    assert found["args"]["window"] == window


@pytest.mark.row("S4-65")
def test_whose_forecast_it_is_stays_said_beside_what_is_left_out() -> None:
    kind, found = means("emea forecast without contoso")
    assert kind == "forecast"
    assert found["args"]["filters"] == [{"field": "region", "op": "eq", "value": "EMEA"}]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("against", ["marcus's team", "marcus's whole team", "marcus"])
def test_a_rep_set_against_a_team_keeps_each_on_its_own_side(against: str) -> None:
    kind, found = means(f"priya's win rate this year against {against}")
    assert kind == "query"
    assert [f["field"] for f in found["filters"]] == ["owner"]
    assert {"field": "manager", "op": "eq", "value": "Marcus Bell"} in found["compare"]["filters"]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "nudges sent by the pipeline agent last week, how many?",
        "how many nudges by pipeline agent last week",
        "how many nudges did the pipeline agent send last week",
    ],
)
def test_the_by_before_an_agent_opens_no_period(text: str) -> None:
    kind, found = means(text)
    assert (kind, found["measure"]) == ("query", ["count"])
    assert found["time"] == {"field": "at", "window": "week:-1"}
    assert {"field": "agent", "op": "eq", "value": "pipeline"} in found["filters"]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("text", "count", "op"),
    [
        ("reps with 30 open deals", "open_count", "eq"),
        ("reps with 30+ open deals", "open_count", "gte"),
        ("reps with 3 wins", "won_count", "eq"),
    ],
)
def test_a_number_of_deals_somebody_has_is_no_length_of_a_list(text: str, count: str, op: str) -> None:
    kind, found = means(text)
    assert (kind, found["entity"], found["limit"]) == ("query", "rep", None)
    assert [(f["field"], f["op"]) for f in found["filters"]] == [(count, op)]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "how many emails did contoso open",
        "which emails did contoso click on last week",
        "which newsletters has contoso read",
    ],
)
def test_who_opened_an_email_is_nothing_we_know(text: str) -> None:
    assert means(text) == ("out_of_scope", {"refuse": "unsupported_data"})


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["what's the weather doing in Leeds tomorrow", "how's the weather in Contoso's town"])
def test_the_weather_is_none_of_our_business_wherever_it_is(text: str) -> None:
    assert means(text) == ("out_of_scope", {"refuse": "unrelated"})


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["who owns it", "whose deal is it?", "how big is that one", "who owns that deal"])
def test_a_question_about_it_alone_is_asked_about(text: str) -> None:
    kind, asked = means(text)
    assert kind == "ambiguous"
    assert asked["clarify"]["slot"] == "reference"


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["forecast by region without contoso", "forecast without contoso by region"])
def test_a_forecast_by_region_stays_so_beside_what_is_left_out(text: str) -> None:
    kind, found = means(text)
    assert kind == "forecast"
    assert found["args"]["group_by"] == ["region"]
    assert found["args"]["assume"] == [
        {"filters": [{"field": "account", "op": "eq", "value": "Contoso"}], "exclude": True}
    ]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["deals missing an amount or an owner", "deals with no amount or owner"])
def test_either_of_two_missing_fields_is_enough(text: str) -> None:
    kind, found = means(text)
    assert kind == "query"
    assert {"any": [{"field": "amount", "op": "is_null"}, {"field": "owner", "op": "is_null"}]} in found["filters"]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize("text", ["take 10% off the forecast", "take 50k off the pipeline"])
def test_a_number_taken_off_pauses_no_agent(text: str) -> None:
    kind, found = means(text)
    assert (kind, found.get("action")) != ("control", "pause")
