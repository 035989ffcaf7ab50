"""Holidays without a date of their own, and a few plain questions that were read as others."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.holidays import easter
from domain.language.intent import Ambiguous, Control, OutOfScope
from domain.query import Sort
from tests.domain.language.reader import read, spec_of

pytestmark = pytest.mark.row("S2-17")


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28))]
)
def test_easter_is_worked_out(year: int, day: date) -> None:
    assert easter(year) == day


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("deals closing by thanksgiving", ["deals closing by 2026-11-26", "deals closing by 2027-10-11"]),
        ("deals created since labor day", ["deals created since 2026-09-07", "deals created since 2026-05-01"]),
        ("what closes before Easter", ["what closes before 2027-03-28"]),
        ("deals closing before Black Friday in EMEA", ["deals closing before 2026-11-27 in EMEA"]),
        ("pause the pipeline agent until Good Friday", ["pause the pipeline agent until 2027-03-26"]),
        ("pause analytics over the holidays", []),
    ],
)
def test_a_day_without_a_fixed_date_is_asked_about_with_its_dates(text: str, picked: list[str]) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous), (text, intent)
    assert (intent.slot, [c.text for c in intent.choices]) == ("time", picked)
    assert "has no fixed date" in intent.question
    assert all(not isinstance(read(text), Ambiguous) for text in picked)


def test_a_date_beside_the_holidays_settles_them() -> None:
    intent = read("bench the analytics agent over the holidays, until jan 4")
    assert isinstance(intent, Control)
    assert intent.meaning["args"] == {"until": "01-04"}


def test_both_products_are_not_one_or_the_other() -> None:
    intent = read("which customers bought both Platform and Analytics")
    assert isinstance(intent, OutOfScope)
    assert "“which accounts bought Platform”" in intent.sentence


@pytest.mark.parametrize(
    ("text", "group"), [("which lead source converts best", "source"), ("which rep converts leads best", "owner")]
)
def test_what_converts_best_is_ranked_by_its_conversion(text: str, group: str) -> None:
    spec = spec_of(text)
    assert (spec.entity, spec.measures, spec.group_by) == ("lead", ("conversion_rate",), (group,))
    assert (spec.filters, spec.sort, spec.limit) == ((), (Sort(by="conversion_rate", dir="desc"),), 1)


@pytest.mark.parametrize(
    ("text", "group"),
    [("which team is furthest behind its quota", "team"), ("which rep is furthest behind quota this quarter", "owner")],
)
def test_the_furthest_behind_has_reached_the_least(text: str, group: str) -> None:
    spec = spec_of(text)
    assert (spec.entity, spec.measures, spec.group_by) == ("quota", ("attainment",), (group,))
    assert (spec.sort, spec.limit) == ((Sort(by="attainment", dir="asc"),), 1)
