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


@pytest.mark.parametrize(("text", "limit"), [("top -3 deals", 3), ("top 0 deals", None), ("first 9999999 deals", None)])
def test_a_list_length_that_cannot_be_is_said(text: str, limit: int | None) -> None:
    assert spec(text)["limit"] == limit
    assert "read as 3" in said(text) or "left out" in said(text)


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
