"""One way to write each value, with the rounding that the page states."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import formatting
from domain.formatting import day_number, moment, singular, ways, written


@pytest.mark.parametrize(
    ("value", "unit", "name", "text"),
    [
        ("7", "deals", "count", "7 deals"),
        ("1", "deals", "count", "1 deal"),
        ("1", "activities", "count", "1 activity"),
        ("1589", "deals", "count", "1,589 deals"),
        ("0", "leads", "count", "0 leads"),
        ("52187", "USD", "amount", "USD 52,187"),
        ("52187.50", "USD", "amount", "USD 52,188"),
        ("52187.49", "USD", "amount", "USD 52,187"),
        ("999999.49", "EUR", "amount", "EUR 999,999"),
        ("999999.50", "EUR", "amount", "EUR 1M"),
        ("2140300", "USD", "amount", "USD 2.1M"),
        ("2150000", "USD", "amount", "USD 2.2M"),
        ("999949999", "USD", "amount", "USD 999.9M"),
        ("999950000", "USD", "amount", "USD 1B"),
        ("1250000000", "USD", "amount", "USD 1.3B"),
        ("-500", "USD", "amount", "USD -500"),
        ("0.632", "ratio", "win_rate", "63.2%"),
        ("0.7", "ratio", "win_rate", "70%"),
        ("0.63249", "ratio", "win_rate", "63.2%"),
        ("1", "ratio", "win_rate", "100%"),
        ("3.14", "ratio", "coverage", "3.1x"),
        ("3", "ratio", "coverage", "3x"),
        ("94", "days", "max_days_in_stage", "94 days"),
        ("1", "days", "max_days_in_stage", "1 day"),
        ("51.84", "days", "cycle_days", "51.8 days"),
        ("0.2", "ratio", "change", "+20%"),
        ("-0.165", "ratio", "change", "-16.5%"),
        ("40000", "USD", "difference", "up USD 40,000"),
        ("-5.2", "points", "difference", "down 5.2 points"),
        ("0", "deals", "difference", "no difference"),
        ("5.5", "money", "amount", "6"),
    ],
)
@pytest.mark.row("S0-19")
def test_a_value_is_written(value, unit, name, text):
    assert written(Decimal(value), unit, name) == text


def test_dates_and_times_are_written_out():
    assert written(day_number(date(2026, 12, 12)), "date") == "12 Dec 2026"
    assert moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2 Jan 2026 03:04 UTC"
    assert written(None, "USD") == "not known"


@pytest.mark.row("S0-19")
def test_only_stated_roundings_are_ways_to_say_a_value():
    assert ways(Decimal("2140300.25"), "USD", "amount") == {"USD 2.1M", "USD 2,140,300", "USD 2,140,300.25"}
    assert ways(Decimal("0.6321"), "ratio", "win_rate") == {"63.2%"}
    assert ways(Decimal(0), "deals", "count") == {"0 deals", "no deals", "No deals"}
    assert ways(Decimal("0.2"), "ratio", "change") == {"+20%"}


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_an_amount_said_is_within_its_stated_rounding(value):
    text = written(value, "USD").removeprefix("USD ")
    scale = {"M": 10**6, "B": 10**9}.get(text[-1], 1)
    said = Decimal(text.rstrip("MB").replace(",", "")) * scale
    assert abs(said - value) <= (Decimal("0.05") * scale if scale > 1 else Decimal("0.5"))
    assert written(value, "USD") in ways(value, "USD")


@pytest.mark.parametrize(
    ("many", "one"), [("deals", "deal"), ("activities", "activity"), ("data sources", "data source"), ("reps", "rep")]
)
def test_one_of_many(many, one):
    assert singular(many) == one
    assert formatting.count(Decimal(1), many) == f"1 {one}"
