"""How people write when nobody checks: dialect, strong words, titles, dictated signs, names of their own making."""

from __future__ import annotations

import pytest

from bench.companies import TODAY, names_of
from domain.language.intent import Ambiguous, Intent, Query
from domain.language.interpreter import understand
from domain.query import Filter, QuerySpec


def meant(text: str) -> Intent:
    names = names_of("b2b")
    assert names is not None
    return understand(text, names, today=TODAY["b2b"])


def spec(text: str) -> QuerySpec:
    found = meant(text)
    assert isinstance(found, Query), found
    return found.spec


@pytest.mark.parametrize(
    "text", ["how are bookings this month compared", "win rate this quarter versus?", "my revenue ytd compared to"]
)
def test_a_comparison_without_its_other_side_is_asked_about(text: str) -> None:
    found = meant(text)
    assert isinstance(found, Ambiguous)
    assert found.slot == "compare_to"


@pytest.mark.parametrize(
    "text",
    [
        "when was snapshot pre-launch taken",
        "when was the pre-launch snapshot taken",
        'when was the snapshot "pre-launch" taken',
        "when was the snapshot called pre-launch taken",
    ],
)
def test_a_snapshot_is_found_by_its_own_name(text: str) -> None:
    assert spec(text).filters == (Filter(field="name", op="eq", value="pre-launch"),)


@pytest.mark.parametrize("text", ["list snapshots", "when was the last snapshot taken", "show snapshot history"])
def test_no_name_is_made_of_ordinary_words(text: str) -> None:
    assert spec(text).filters == ()


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("largest win amount per region last quarter", "max_amount"),
        ("won deals max amount per region last quarter", "max_amount"),
        ("won deals average amount by rep last quarter", "avg_amount"),
    ],
)
def test_the_size_of_one_kind_of_deal_is_one_number_of_those_deals(text: str, measure: str) -> None:
    found = spec(text)
    assert found.measures == (measure,)
    assert found.filters == (Filter(field="status", op="eq", value="won"),)


@pytest.mark.parametrize(
    "text", ["me vs ben bookings this q", "ben vs me bookings this q", "compare me and ben on wins"]
)
def test_whoever_asks_is_one_side_of_a_comparison(text: str) -> None:
    owners = [f for f in spec(text).filters if isinstance(f, Filter) and f.field == "owner"]
    assert [f.op for f in owners] == ["in"]
    assert set(owners[0].value) == {"@me", "Ben Carter"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("where the hell are we on negotiation in amer. total $", "total amount of negotiation deals in amer"),
        ("wats open in emea", "what is open in emea"),
        ("won deals of Mr. Ben Carter dis quarter", "won deals of ben carter this quarter"),
        ("open deals in emea comma only platform", "open deals in emea, only platform"),
        ("deals lost this semester", "deals lost this half"),
        ("anything open closing after year end", "open deals closing after this year"),
        ("reps with 0 wins last week", "reps with no wins last week"),
    ],
)
def test_what_is_said_in_other_ways_means_the_same(said: str, plain: str) -> None:
    assert spec(said) == spec(plain)


@pytest.mark.parametrize("lead", ["ok so ", "hi team, ", "quick one: "])
def test_a_question_before_a_comma_is_no_chatter(lead: str) -> None:
    asked = "how many calls n emails i did last 7 days, combined"
    plain, led = (meant(one) for one in (asked, f"{lead}{asked} thanks!"))
    assert isinstance(plain, Query)
    assert isinstance(led, Query)
    assert plain.spec == led.spec
