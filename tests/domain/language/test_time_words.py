"""The many ways people write one period, each read as that period."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.interpreter import understand
from domain.language.meaning import meaning
from domain.language.windows import resolve
from domain.language.wordings.notation import in_other_words
from domain.language.wordings.times import TIMES

NOW = TODAY["b2b"]


def time_of(text: str) -> Any:
    kind, meant = meaning(understand(text, b2b(), today=NOW))
    assert kind == "query", (text, kind, meant)
    return meant["time"]


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("window", "wordings"),
    [
        ("month:-1", ["the month just gone", "last full month", "the month that just ended", "prev month"]),
        ("quarter:-1", ["prior quarter", "the quarter before this one", "prev q", "the last calendar quarter"]),
        ("quarter:0", ["the quarter we're in", "cur qtr", "throughout this quarter"]),
        ("ytd", ["year-to-date", "so far this year"]),
        ("since:year:0", ["since the turn of the year", "since new year", "since the year began"]),
        ("last:2w", ["in the last couple of weeks", "over the past couple weeks"]),
        ("last:30d", ["in the most recent 30 days", "these past 30 days"]),
        ("last:12m", ["ttm", "ltm"]),
        ("Q2", ["in 2Q", "in quarter two"]),
        ("2017-Q2", ["2q17", "q2/2017", "2017/q2", "2017's q2", "q2-17"]),
        ("2017-10", ["10/2017", "in the month of october 2017"]),
        ("2017", ["cy2017", "in calendar 2017", "in the year 2017", "throughout 2017"]),
        ("2025-Q4", ["last year's q4", "q4 of the previous year", "q4 ly", "the final quarter of last year"]),
        ("2025-H2", ["the back half of last year", "last year's second half"]),
        ("H1", ["in the first six months of the year"]),
        ("FY2026-Q2", ["FY26Q2", "q2fy26", "fy26-q2"]),
        ("since:oct", ["from october onwards", "october onwards", "ever since october", "starting in october"]),
        ("before:oct", ["pre-october", "earlier than october", "ahead of october"]),
        ("after:oct", ["post-october", "later than october", "past october"]),
        ("jul..sep", ["from july through to september", "jul to sep inclusive"]),
        ("10-15", ["october the 15th"]),
    ],
)
def test_a_period_is_the_same_however_it_is_written(window: str, wordings: list[str]) -> None:
    for wording in wordings:
        time = time_of(f"how much did we book {wording}")
        assert time["field"] == "close_date"
        assert resolve(time["window"], NOW) == resolve(window, NOW), wording


@pytest.mark.row("S4-65")
@pytest.mark.parametrize(
    ("window", "wordings"),
    [
        ("until:month:0", ["before the end of the month", "by the month's end", "before month end"]),
        ("until:quarter:0", ["before quarter close", "before the quarter is out", "by the close of the quarter"]),
        ("until:year:0", ["before the new year", "before the year ends", "before the end of the calendar year"]),
        ("until:2026-12-15", ["no later than 12/15", "on or before dec 15", "dec 15 at the latest"]),
        ("since:2026-12-15", ["dec 15 or later", "on or after dec 15", "not before dec 15", "no earlier than 12/15"]),
        ("after:2026-12-15", ["past dec 15", "later than dec 15"]),
        ("week:1", ["the week after this"]),
        ("day:1", ["tmr"]),
    ],
)
def test_the_end_of_a_period_lies_within_it(window: str, wordings: list[str]) -> None:
    for wording in wordings:
        assert resolve(time_of(f"deals closing {wording}")["window"], NOW) == resolve(window, NOW), wording


@pytest.mark.parametrize(
    "text",
    ["deals worth more than 30k", "snapshot forecasting called pre-q4", "deals closing 31/12/2026", "fiscal year 2026"],
)
def test_what_is_no_odd_wording_of_a_period_is_left_as_it_is(text: str) -> None:
    assert in_other_words(TIMES)(text) == text
