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
        "when a deal is idle for 5 days nudge the owner and if nothing happens in 3 days escalate to marcus",
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
