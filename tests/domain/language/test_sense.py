"""Questions whose numbers would mislead if they were taken to the letter."""

from datetime import date

import pytest

from domain.language.sense import sensible
from domain.query import Compare, Filter, Period, QuerySpec

TODAY = date(2026, 11, 20)
OPEN = Filter(field="status", op="eq", value="open")
WON = Filter(field="status", op="eq", value="won")


def over(window, *filters, **more):
    return QuerySpec(filters=filters, time=Period(fields=("close_date",), window=window), **more)


@pytest.mark.parametrize(
    ("window", "meant"),
    [
        ("dec", "2026-12"),
        ("Q1", "2027-Q1"),
        ("12-15", "2026-12-15"),
        ("nov", "nov"),
        ("Q4", "Q4"),
        ("year:0", "year:0"),
    ],
)
def test_open_deals_close_in_the_december_to_come(window, meant):
    assert sensible(over(window, OPEN), TODAY)[0].time.window == meant


def test_won_deals_closed_in_the_october_that_was():
    assert sensible(over("oct", WON), TODAY)[0].time.window == "oct"
    assert sensible(over("dec", WON), TODAY)[0].time.window == "dec"


def test_a_series_of_quarters_has_only_whole_ones():
    spec, assumed = sensible(over("last:4q", WON, measures=("amount",), group_by=("close_date.quarter",)), TODAY)
    assert spec.time.window == "quarter:-4..quarter:-1"
    assert assumed == ("whole quarters, the running one left out",)
    assert sensible(over("last:4q", WON, measures=("amount",)), TODAY)[0].time.window == "last:4q"


def test_a_share_of_one_stage_is_its_part_of_all_stages():
    stage = Filter(field="stage", op="eq", value="Negotiation")
    spec, _ = sensible(QuerySpec(filters=(OPEN, stage), measures=("count_share",)), TODAY)
    assert (spec.filters, spec.group_by) == ((OPEN,), ("stage",))


def test_a_median_cycle_is_an_average_one_and_says_so():
    spec, assumed = sensible(QuerySpec(measures=("median_amount", "cycle_days")), TODAY)
    assert spec.measures == ("cycle_days",)
    assert "average" in assumed[0]


def test_the_same_quarter_last_year_is_counted_from_the_quarter_in_question():
    spec = over("quarter:-2", WON, measures=("amount",), compare=Compare(window="quarter:-4"))
    assert sensible(spec, TODAY)[0].compare.window == "quarter:-6"
    spec = over("quarter:0", WON, measures=("amount",), compare=Compare(window="quarter:-4"))
    assert sensible(spec, TODAY)[0].compare.window == "quarter:-4"


OLD = Filter(field="days_in_stage", op="gt", value="$stale_days")


def test_a_share_of_stalled_deals_is_shown_beside_all_open_ones():
    spec, assumed = sensible(QuerySpec(filters=(OLD,), measures=("count_share",)), TODAY)
    assert spec.measures == ("count",)
    assert spec.filters == (OLD, OPEN)
    assert spec.compare == Compare(filters=(Filter(field="days_in_stage", op="not_null"),))
    assert "first number is the part" in assumed[0]


def test_a_share_of_what_lacks_something_is_of_all_that_may_lack_it():
    lacks = Filter(field="next_step", op="is_null")
    spec, _ = sensible(QuerySpec(filters=(OPEN, lacks), measures=("count_share",)), TODAY)
    assert spec.compare is not None
    assert [f.op for f in spec.compare.filters[0].any] == ["not_null", "is_null"]


def test_the_part_of_the_pipeline_that_closes_this_month_is_one_month_of_all():
    spec, assumed = sensible(over("month:0", OPEN, measures=("amount_share",)), TODAY)
    assert (spec.filters, spec.time, spec.group_by) == ((OPEN,), None, ("close_date.month",))
    assert assumed == ("shown as the share of each month",)


def test_the_part_that_was_won_is_of_what_was_decided():
    spec, _ = sensible(over("month:0", WON, measures=("count_share",)), TODAY)
    assert spec.filters == (Filter(field="status", op="eq", value="closed"),)
    assert spec.group_by == ("status",)
