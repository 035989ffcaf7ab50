"""Messages by people who have not seen the code, class by class: what was misread once and may not be again."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, names_of
from domain.language.intent import Ambiguous
from domain.language.interpreter import understand, understand_text_in_context
from domain.language.meaning import meaning
from domain.language.names import Names


def means(text: str, context: str | None = None) -> tuple[str, dict[str, Any]]:
    """(kind, neutral meaning) of a message to the demo company."""
    names = names_of("b2b")
    assert names is not None
    return meaning(understand_text_in_context(text, context, names, today=TODAY["b2b"]))


# When a command holds


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text",
    [
        "pause forecasting until the offsite",
        "hold analytics till the board meeting",
        "pause everything until i'm back",
        "pause analytics during the migration",
        "pause pipeline while I'm on holiday",
        "pause pipeline for the conference",
        "resume the pipeline agent after the all hands",
        "resume pipeline in the morning",
        "run the pipeline agent before the board meeting",
        "turn on quarter end until the offsite",
        "set stale days to 40 until the kickoff",
    ],
)
def test_a_time_nobody_can_read_is_asked_about_and_never_dropped(text: str) -> None:
    kind, meant = means(text)
    assert kind == "ambiguous"
    assert meant["clarify"]["slot"] == "time"


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("pause pipeline for APAC only, 2 hours", {"scope": {"region": "APAC"}, "for": "2h"}),
        ("pause the pipeline agent, 2 days", {"for": "2d"}),
        ("halt pipeline until further notice", {}),
        ("turn pipeline off until i say so", {}),
    ],
)
def test_how_long_a_pause_lasts_needs_no_word_before_it(text: str, args: dict[str, Any]) -> None:
    assert means(text) == ("control", {"action": "pause", "target": "pipeline", "args": args})


def test_a_change_of_a_threshold_ends_when_it_is_said_to() -> None:
    _, meant = means("set stale days to 40 until friday")
    assert meant["args"]["until"] == "friday"


# Names


def test_a_name_may_hold_any_sign() -> None:
    names = Names.build(
        accounts=[(n, n) for n in ("A<B> & Co", "Smith (UK)", "P*Q")], stages=[("Negotiation", "open", 1)]
    )
    for text, account in (
        ("open deals with A<B> & Co", "A<B> & Co"),
        ("A&lt;B&gt; &amp; Co deals", "A<B> & Co"),
        ("deals with Smith (UK)", "Smith (UK)"),
        ("deals at P*Q over 50k", "P*Q"),
    ):
        _, meant = meaning(understand(text, names, today=TODAY["b2b"]))
        assert {"field": "account", "op": "eq", "value": account} in meant["filters"], text


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(("many", "says_more"), [(40, False), (41, True), (90, True)])
def test_the_question_back_says_when_more_names_fit_than_it_offers(many: int, says_more: bool) -> None:
    names = Names.build(
        accounts=[(str(n), f"Energy {n:03d} Works") for n in range(many)],
        stages=[("Negotiation", "open", 1)],
    )
    asked = understand("open deals with energ", names, today=TODAY["b2b"])
    assert isinstance(asked, Ambiguous)
    assert len(asked.options) == 40
    assert ("of more" in asked.question) is says_more


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    "text", ["what did Acme do last", "who owns globex", "what did globex buy", "what happened at acme last week"]
)
def test_an_unknown_company_is_named_as_unknown_and_not_called_unrelated(text: str) -> None:
    kind, meant = means(text)
    assert kind == "ambiguous"
    assert meant["clarify"]["slot"] == "account"


# Whole questions inside a conversation


def test_who_owns_an_account_is_a_whole_question_after_any_other() -> None:
    kind, meant = means("who owns Contoso", "open deals in EMEA")
    assert (kind, meant["entity"]) == ("query", "account")
    assert meant["filters"] == [{"field": "account", "op": "eq", "value": "Contoso"}]
    assert "owner" in meant["fields"]


# Dates to come


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("open deals closing before dec 15", "before:2026-12-15"),
        ("open deals closing between dec 1 and dec 15", "2026-12-01..2026-12-15"),
        ("open deals closing after jan 10", "after:2027-01-10"),
        ("open deals closing between jan 5 and feb 10", "2027-01-05..2027-02-10"),
        ("won deals between dec 1 and dec 15", "12-01..12-15"),
    ],
)
def test_open_deals_look_ahead_and_won_ones_back(text: str, window: str) -> None:
    assert means(text)[1]["time"]["window"] == window


# Two sides


def test_periods_that_share_no_day_are_a_question_and_no_empty_answer() -> None:
    assert means("won deals last quarter or lost deals this quarter")[0] == "ambiguous"


def test_a_period_may_be_one_of_two_choices() -> None:
    _, meant = means("open deals in EMEA that close this month or have no next step")
    assert meant["time"] is None
    assert {
        "any": [{"field": "close_date", "op": "eq", "value": "@month:0"}, {"field": "next_step", "op": "is_null"}]
    } in meant["filters"]


# Nothing read as its opposite


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("open opps with next step blank", {"field": "next_step", "op": "is_null"}),
        ("deals with owner empty", {"field": "owner", "op": "is_null"}),
        ("deals with a next step set", {"field": "next_step", "op": "not_null"}),
        ("open deals including won ones", {"field": "status", "op": "in", "value": ["open", "won"]}),
        ("deals sitting in proposal since october", {"field": "days_in_stage", "op": "gte", "value": 50}),
    ],
)
def test_a_condition_is_read_as_it_is_meant(text: str, wanted: dict[str, Any]) -> None:
    assert wanted in means(text)[1]["filters"]


def test_all_deals_including_closed_leaves_none_out() -> None:
    assert means("show all deals for wingtip incl closed")[1]["filters"] == [
        {"field": "account", "op": "eq", "value": "Wingtip"}
    ]


@pytest.mark.parametrize("text", ["deals lost to price", "deals lost due to timing"])
def test_a_reason_nobody_gave_is_asked_about_and_never_dropped(text: str) -> None:
    assert means(text)[0] == "ambiguous"


@pytest.mark.parametrize(
    "text", ["set the Contoso deal to closed won", "set Tom's deals to commit", "put the lucerne deal in negotiation"]
)
def test_a_record_is_not_changed_in_chat(text: str) -> None:
    assert means(text) == ("out_of_scope", {"refuse": "crm_write"})
