"""What people say is honoured, asked about, or said to be left out: no word that matters vanishes."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.intent import Ambiguous, Intent, Query
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning
from domain.work import Person


def read(text: str, context: str | None = None, sender: Person | None = None) -> Intent:
    return understand_text_in_context(text, context, b2b(), today=TODAY["b2b"], sender=sender)


def spec(text: str, context: str | None = None, sender: Person | None = None) -> dict[str, Any]:
    kind, meant = meaning(read(text, context, sender))
    assert kind == "query", (text, kind, meant)
    return meant


def filters(text: str, context: str | None = None, sender: Person | None = None) -> set[str]:
    """The required filters in short: `status eq open`; an OR as its sides with a bar between."""
    listed = spec(text, context, sender)["filters"]
    return {
        " | ".join(map(short, each["any"])) if "any" in each else short(each)
        for each in listed
        if not each.get("optional")
    }


def short(one: dict[str, Any]) -> str:
    return f"{one['field']} {one['op']} {one.get('value', '')}".strip()


def window(text: str, context: str | None = None) -> str:
    return str((spec(text, context)["time"] or {}).get("window"))


def said(text: str, context: str | None = None, sender: Person | None = None) -> str:
    intent = read(text, context, sender)
    assert isinstance(intent, Query), (text, intent)
    return "; ".join(intent.assumptions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deals closing this week or next week", "week:0..week:1"),
        ("deals closing this week or next", "week:0..week:1"),
        ("won deals this quarter and last quarter", "quarter:-1..quarter:0"),
        ("wins in q1, q2 and q3", "Q1..Q3"),
    ],
)
def test_periods_that_touch_are_one_longer_period(text: str, expected: str) -> None:
    assert window(text) == expected
    assert not any("close_date" in f for f in filters(text))


def test_periods_apart_are_either_of_them() -> None:
    assert "close_date in ['@Q1', '@Q3']" in filters("wins in q1 or q3")
    assert "created eq @week:0 | close_date eq @week:1" in filters("deals created this week or closing next week")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("won in less than 30 days", "cycle_days lt 30"),
        ("deals we closed in under 2 weeks", "cycle_days lt 14"),
        ("deals that took more than 60 days to close", "cycle_days gt 60"),
    ],
)
def test_days_to_close_are_those_from_creation_to_close(text: str, expected: str) -> None:
    assert expected in filters(text)
    assert not any("days_in_stage" in f for f in filters(text))


def test_a_stage_still_counts_its_own_days() -> None:
    assert "days_in_stage lt 30" in filters("negotiation deals in stage less than 30 days")
    assert spec("reps who close in under 30 days")["having"] == [{"field": "cycle_days", "op": "lt", "value": 30}]


def test_both_ends_of_a_ranking_show_the_whole_ranking() -> None:
    assert spec("top 3 and bottom 3 reps by revenue")["limit"] is None
    assert "whole ranking" in said("top 3 and bottom 3 reps by revenue")
    assert "lowest 3" in said("3 biggest and 3 smallest open deals")


@pytest.mark.parametrize(("text", "limit"), [("top -3 deals", 3), ("first 9999999 deals", None)])
def test_a_list_length_that_cannot_be_is_said(text: str, limit: int | None) -> None:
    assert spec(text)["limit"] == limit
    assert "read as 3" in said(text) or "left out" in said(text)


@pytest.mark.parametrize("text", ["top 0 deals", "show the bottom 0 reps by revenue"])
def test_a_list_of_nothing_is_asked_about(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous)
    assert "would be empty" in intent.question


@pytest.mark.parametrize("text", ["open deals for 🙂", "😀's deals", "open deals owned by :smile:"])
def test_a_picture_in_the_place_of_a_name_is_asked_about(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous)
    assert intent.slot == "person"


def test_a_picture_for_a_mood_changes_nothing() -> None:
    assert spec("show my open deals 🙏🔥") == spec("show my open deals")


def test_one_against_the_rest_and_against_all() -> None:
    rest = spec("tom's win rate compared to the rest of the company")["compare"]
    assert rest == {"filters": [{"field": "owner", "op": "ne", "value": "Tom Okafor"}]}
    everybody = spec("emea win rate vs the company average")["compare"]
    assert everybody == {"filters": [{"field": "region", "op": "not_null"}]}


def test_one_figure_has_no_order_and_that_is_said() -> None:
    assert spec("how many open deals sorted by amount")["sort"] == []
    assert "order left out" in said("how many open deals sorted by amount")


@pytest.mark.parametrize("text", ["deals over 1e999", "top 99999999999999999999 deals", "pause for 1e99 days"])
def test_a_number_beyond_all_deals_is_asked_about(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous)
    assert "larger than any number" in intent.question


@pytest.mark.parametrize(
    ("text", "amount"),
    [("deals over 1e6", 1_000_000), ("deals over $1.5e6", 1_500_000), ("deals over 123456789012345", 123456789012345)],
)
def test_numbers_keep_every_digit(text: str, amount: int) -> None:
    assert f"amount gt {amount}" in filters(text)


@pytest.mark.parametrize("text", ["all deals", "show me everything", "list all deals", "show all the opportunities"])
def test_everything_is_a_whole_question_whatever_came_before(text: str) -> None:
    assert filters(text) == filters(text, "deals in negotiation in emea") == set()


def test_all_my_deals_are_still_mine() -> None:
    assert filters("show all my deals") == {"owner eq @me"}


@pytest.mark.parametrize(
    ("text", "before"), [("open deals as of last month", None), ("as of last month", "open deals")]
)
def test_how_deals_stood_on_a_past_day_is_not_kept_and_that_is_said(text: str, before: str | None) -> None:
    kind, meant = meaning(read(text, before))
    assert (kind, meant) == ("out_of_scope", {"refuse": "unsupported_data"})


def test_what_was_decided_by_a_past_day_is_kept() -> None:
    assert window("revenue as of last month") == "until:month:-1"
    assert window("as of last month", "won deals") == "until:month:-1"
    assert spec("pipeline as of now")["time"] is None


def test_velocity_is_asked_about_with_what_it_may_be() -> None:
    intent = read("what's our sales velocity this quarter")
    assert isinstance(intent, Ambiguous)
    assert intent.options == ("sales cycle", "lead to opportunity velocity")
    assert [spec(choice.text)["measure"] for choice in intent.choices] == [["cycle_days"], ["velocity_days"]]


@pytest.mark.parametrize(
    ("text", "measures", "wanted"),
    [
        ("did we hit our number last quarter", ["attainment"], set()),
        ("who hit their number last quarter", [], {"attainment gte 1.0"}),
        ("who missed their number", [], {"attainment lt 1.0"}),
        ("lead conversion rate by source", ["conversion_rate"], set()),
        ("what's our hygiene score", ["hygiene_score"], set()),
    ],
)
def test_the_numbers_people_ask_for_by_their_own_words(text: str, measures: list[str], wanted: set[str]) -> None:
    assert spec(text)["measure"] == measures
    assert filters(text) == wanted


def test_where_the_quarter_will_end_is_a_forecast() -> None:
    for text, measure in (("how far off are we", "quota_gap"), ("will we hit our number", "pace")):
        kind, meant = meaning(read(text))
        assert (kind, meant["args"]["measure"]) == ("forecast", [measure])


def test_a_currency_is_a_filter_and_dollars_go_without_saying() -> None:
    assert "currency eq EUR" in filters("revenue in euros this quarter")
    assert "nothing is converted" in said("revenue in euros this quarter")
    assert filters("pipeline in usd") == filters("pipeline")
    assert "amount gt 50000" in filters("deals over USD 50,000")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("renewals closing next month", "closing next month"),
        ("chloe's deals excluding renewals", "chloe's deals"),
        ("negotiation deals sideways", ""),
    ],
)
def test_a_word_that_means_nothing_here_is_named_and_may_be_left_out(text: str, without: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous) or "at risk" in text or text.endswith("sideways")
    if without:
        assert isinstance(intent, Ambiguous)
        assert [choice.text for choice in intent.choices] == [without]
        assert isinstance(read(without), Query)


def test_an_ordinary_word_is_never_taken_for_an_account() -> None:
    for text in ("deals we are chasing", "reps slowing", "open deals and limits"):
        intent = read(text)
        assert not isinstance(intent, Ambiguous) or "account called" not in intent.question, (text, intent)


def test_a_chart_that_cannot_be_drawn_is_said() -> None:
    assert said("pipeline by region as a chart") == ""
    assert "no chart" in said("open deals as a pie chart")
    assert "no chart" in said("as a chart", "open deals")


def test_slipping_deals_are_pushed_back_and_past_due_ones_are_late() -> None:
    assert filters("which deals are slipping") == {"status eq open", "pushed_count gte 1"}
    assert window("past due deals") == "before:day:0"


def person(role: str) -> Person:
    return Person(id="p", name="Somebody", role=role)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "mine"),
    [
        ("rep", {"owner eq @me", "status eq open"}),
        ("manager", {"manager eq @me", "status eq open"}),
        ("executive", {"status eq open"}),
    ],
)
def test_my_pipeline_is_that_of_whoever_i_answer_for(role: str, mine: set[str]) -> None:
    assert filters("show my pipeline", sender=person(role)) == mine
    assert bool(said("show my pipeline", sender=person(role))) == (role != "rep")
    assert filters("deals i own", sender=person(role)) == {"owner eq @me"}


@pytest.mark.parametrize("text", ["start over", "let's start over", "clear", "new topic"])
def test_starting_over_is_no_question(text: str) -> None:
    assert meaning(read(text, "open deals")) == ("smalltalk", {"reply": "cancel"})


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("pause pipeline for the nordics", "region"),
        ("run the pipeline agent for the dach team", "region"),
        ("snapshot pipeline for bob", "person"),
        ("raise the stale threshold to 45 for fooland", "account"),
    ],
)
def test_a_command_for_somebody_nobody_knows_is_not_given_to_everybody(text: str, slot: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous)
    assert intent.slot == slot
    assert "I know no" in intent.question


def test_the_worst_rate_of_losses_is_the_highest() -> None:
    assert spec("loss rate by product, worst first")["sort"] == [{"by": "loss_rate", "dir": "desc"}]
    assert spec("win rate by product, worst first")["sort"] == [{"by": "win_rate", "dir": "asc"}]


def test_or_before_a_number_joins_and_does_not_widen() -> None:
    assert filters("past due and over 75k") == {"status eq open", "amount gt 75000"}
    assert filters("won or over 50k") == {"status eq won | amount gt 50000"}
    assert filters("open deals 50k and over") == {"status eq open", "amount gte 50000"}


def test_the_fastest_wins_are_listed_and_the_fastest_rep_is_counted() -> None:
    assert spec("fastest wins this year")["sort"] == [{"by": "cycle_days", "dir": "asc"}]
    assert spec("fastest wins this year")["measure"] == []
    assert spec("fastest rep to close")["measure"] == ["cycle_days"]
