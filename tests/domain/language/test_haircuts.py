"""A part of a forecast that no deal is: asked about, never dropped."""

from __future__ import annotations

import pytest

from domain.language.intent import Ambiguous, Forecast
from tests.domain.language.reader import read

pytestmark = pytest.mark.row("S2-17")


@pytest.mark.parametrize(
    "text",
    [
        "take 10% off the forecast",
        "haircut the commit by 15%",
        "reduce the forecast by 10%",
        "cut the forecast by 20 percent",
        "forecast minus 10%",
        "knock 5% off the Q4 forecast",
        "what would the forecast be with a 10% haircut",
        "apply a 15% haircut to the commit",
        "what if the forecast drops 10%",
        "discount the pipeline by 30%",
        "what if all deals are 10% smaller",
        "what if the contoso deal shrinks by 20%",
        "add 10% to the forecast",
    ],
)
def test_a_percentage_off_a_forecast_is_asked_about(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert "no deal says what" in intent.question


def test_its_buttons_say_the_same_as_a_win_rate_and_lose_no_scope() -> None:
    asked = read("haircut the commit by 15%")
    assert isinstance(asked, Ambiguous)
    picked = read(asked.choices[0].text)
    assert isinstance(picked, Forecast)
    assert picked.meaning["args"]["assume"][0]["set"] == {"win_rate": 0.85}
    of_a_quarter = read("knock 5% off the Q4 forecast")
    assert isinstance(of_a_quarter, Ambiguous)
    assert of_a_quarter.choices == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what if we lose 2 of the top 5", "2 of the top 5"),
        ("what if we lose half of the top 5", "half of the top 5"),
        ("what if two of our top ten slip", "two of our top ten"),
        ("what if 3 of the commit deals slip to next quarter", "3 of the commit deals"),
        ("what if one of the top 3 falls through", "one of the top 3"),
        ("what if we lose 3 commit deals", "3 commit deals"),
        ("what if one deal over 500k slips", "one deal"),
        ("what if half of commit slips", "half of commit"),
    ],
)
def test_some_of_several_deals_are_asked_about(text: str, words: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert f"which ones “{words}” are" in intent.question


@pytest.mark.parametrize(
    "text",
    [
        "what if we lose the top 5 deals",
        "what if the 3 largest deals slip to january",
        "what if we lose the two contoso deals",
        "what if all of commit slips",
        "what if win rate drops 10%",
    ],
)
def test_deals_that_are_said_are_assumed(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Forecast), (text, intent)
    assert intent.meaning["action"] == "scenario"


@pytest.mark.parametrize(
    ("text", "against"),
    [
        ("is the forecast 10% lower than last week", "week:-1"),
        ("did the forecast drop more than 10% since last week", "week:-1"),
        ("is the EMEA forecast higher than last month", "month:-1"),
        ("has the forecast dropped since monday", "monday"),
    ],
)
def test_a_forecast_that_went_up_or_down_is_compared(text: str, against: str) -> None:
    intent = read(text)
    assert isinstance(intent, Forecast), (text, intent)
    assert (intent.meaning["action"], intent.meaning["args"]["against"]) == ("compare_forecast", against)


def test_what_cannot_be_assumed_is_asked_in_words_of_assumptions() -> None:
    intent = read("what if contoso doubles")
    assert isinstance(intent, Ambiguous)
    assert intent.question.startswith("I can assume that deals are won, left out")
