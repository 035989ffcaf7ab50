"""Days that do not exist, stretches of days, and text of all kinds: a question back, never a failure."""

from __future__ import annotations

import random

import pytest

from bench.companies import TODAY, b2b
from domain.language.intent import Ambiguous, Intent, Query
from domain.language.interpreter import understand_text_in_context
from domain.query import Filter

TYPED = """
    deals won lost open closing created before after by since until between and to from in the last next this of for
    over under 50k 0 -3 31 30 29 february june nov q1 q5 h3 fy27 fy9999 2026 1999 9999-12-31 2026-02-31 2/29/2027
    13/45/26 0000-00-00 days weeks years ago eoq ytd per month by rep team stalled why vs same not without top 5
    biggest Sarah Contoso EMEA Negotiation % what who percentage share average pause forecast when alert me if — 🙂 '
    ( ) < > & @ # ; .. 1.2.3k 1e9 ５０ Ǆ ß next-step
"""
WORDS = TYPED.split()


def read(text: str, context: str | None = None) -> Intent:
    return understand_text_in_context(text, context, b2b(), today=TODAY["b2b"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("deals closing 2026-02-31", "There is no 31 February 2026: that month has 28 days."),
        ("deals closing feb 30", "There is no 30 February"),
        ("deals closing 2/29/2027", "There is no 29 February 2027"),
        ("deals closing before june 31", "There is no 31 June: that month has 30 days."),
        ("deals closing from nov 31 to dec 5", "There is no 31 November"),
        ("deals closing 31/12/2026", "There is no month 31."),
        ("won deals 2026-13", "There is no month 13."),
        ("deals closing 9999-12-31", "“9999-12-31” lies beyond the years I count with."),
        ("deals created 3000 years ago", "lies beyond the years I count with."),
        ("deals closing between 2026-12-15 and 2026-12-01", "ends before it begins."),
        ("deals in q5", "There is no Q5: a year has four quarters"),
        ("open deals in h3", "There is no H3: a year has two halves"),
        ("pause forecasting until feb 30", "There is no 30 February"),
    ],
)
def test_a_day_that_does_not_exist_is_named_in_a_question(text: str, named: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert intent.slot == "time"
    assert named in intent.question


def test_the_last_of_february_is_a_day_in_a_leap_year() -> None:
    assert window("wins on 2024-02-29") == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wins from oct 1 to oct 10", "10-01..10-10"),
        ("wins oct 1 to 10", "10-01..10-10"),
        ("wins from oct 1 to 10 2025", "2025-10-01..2025-10-10"),
        ("wins oct 1 to oct 31 2025", "2025-10-01..2025-10-31"),
        ("wins 5 to 15 oct", "10-05..10-15"),
        ("wins from 5 oct to 15 oct", "10-05..10-15"),
        ("wins between dec 10 and jan 5 2026", "2025-12-10..2026-01-05"),
        ("deals closing between dec 5 and 15", "2026-12-05..2026-12-15"),
        ("open deals closing by dec 15", "until:2026-12-15"),
        ("open deals closing before jan 31", "before:2027-01-31"),
        ("deals closing between dec and jan", "2026-12..2027-01"),
        ("open deals closing after december 1", "after:2026-12-01"),
    ],
)
def test_a_stretch_of_days_is_read_whole(text: str, meant: str) -> None:
    assert window(text) == meant


def window(text: str) -> str:
    intent = read(text)
    assert isinstance(intent, Query), (text, intent)
    assert intent.spec.time is not None
    return intent.spec.time.window


def test_a_day_and_a_number_of_money_stay_apart() -> None:
    intent = read("wins from oct 10 to 20k")
    assert isinstance(intent, Query)
    assert Filter(field="amount", op="between", value=(10_000, 20_000)) in intent.spec.filters


@pytest.mark.parametrize("seed", range(8))
def test_no_text_made_of_such_words_is_a_failure(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        text = " ".join(dice.choices(WORDS, k=dice.randint(1, 9)))
        before = " ".join(dice.choices(WORDS, k=4)) if dice.random() < 0.3 else None
        assert read(text, before), (before, text)


@pytest.mark.parametrize("seed", range(4))
def test_no_date_however_written_is_a_failure(seed: int) -> None:
    dice = random.Random(seed)
    shapes = ("{y:04d}-{m:02d}-{d:02d}", "{m}/{d}/{y}", "{m}/{d}", "{d}.{m}.{y}", "q{m} {y}", "fy{y}", "{y}-{m:02d}")
    leads = ("deals closing {}", "wins since {}", "open deals before {}", "wins between {} and {}", "wins {} vs {}")
    for _ in range(40):
        dates = [
            dice.choice(shapes).format(
                y=dice.choice((0, 1, 26, 2026, 9999)), m=dice.randint(0, 14), d=dice.randint(0, 40)
            )
            for _ in range(2)
        ]
        assert read(dice.choice(leads).format(*dates)), dates
