"""Several measures in one question: none is lost, and none is counted over deals it says nothing about."""

from __future__ import annotations

import pytest

from domain.language.intent import OutOfScope, Query
from domain.query import Filter
from tests.domain.language.reader import read

pytestmark = pytest.mark.row("S2-17")


def query(text: str) -> Query:
    intent = read(text)
    assert isinstance(intent, Query), (text, intent)
    return intent


@pytest.mark.parametrize(
    ("text", "measures", "groups"),
    [
        ("closed count and win rate", ("closed_count", "win_rate"), ()),
        ("closed deals and win rate by rep", ("closed_count", "win_rate"), ("owner",)),
        ("number of closed deals and win rate by team", ("closed_count", "win_rate"), ("team",)),
        ("win rate and number of closed deals", ("win_rate", "closed_count"), ()),
        ("wins and win rate by rep", ("won_count", "win_rate"), ("owner",)),
        ("won deals and lost deals by rep", ("won_count", "lost_count"), ("owner",)),
        ("losses and loss rate by manager", ("lost_count", "loss_rate"), ("manager",)),
        ("revenue and win rate by rep this year", ("won_amount", "win_rate"), ("owner",)),
        ("win rate and bookings by region", ("win_rate", "won_amount"), ("region",)),
        ("revenue, deals won and win rate by rep", ("won_amount", "won_count", "win_rate"), ("owner",)),
        ("deals won, win rate and cycle time by rep", ("won_count", "win_rate", "cycle_days"), ("owner",)),
        ("how many deals did each rep win and what is their win rate", ("won_count", "win_rate"), ("owner",)),
        (
            "how much revenue did each rep bring in and what was their win rate",
            ("won_amount", "win_rate"),
            ("owner",),
        ),
        ("average, median and max deal size by region", ("avg_amount", "median_amount", "max_amount"), ("region",)),
        ("min and max deal size by stage", ("min_amount", "max_amount"), ("stage",)),
        ("largest and smallest deal amount per rep", ("max_amount", "min_amount"), ("owner",)),
    ],
)
def test_every_measure_is_kept_and_no_outcome_narrows_a_rate(
    text: str, measures: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    spec = query(text).spec
    assert (spec.measures, spec.group_by, spec.filters) == (measures, groups, ())


@pytest.mark.parametrize(
    ("text", "status", "measures"),
    [
        ("won deals and revenue by region", "won", ("count", "amount")),
        ("total and median amount of won deals by product", "won", ("amount", "median_amount")),
        ("pipeline and coverage by team", "open", ("amount", "coverage")),
        ("count, total and average of open deals by stage", "open", ("count", "avg_amount", "amount")),
    ],
)
def test_measures_of_one_outcome_share_it(text: str, status: str, measures: tuple[str, ...]) -> None:
    spec = query(text).spec
    assert (spec.filters, spec.measures) == ((Filter(field="status", op="eq", value=status),), measures)


@pytest.mark.parametrize(
    "text",
    ["open deals and win rate by rep", "pipeline and win rate by rep", "each rep's win rate and their pipeline"],
)
def test_a_rate_beside_open_deals_is_refused_with_the_reason(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, OutOfScope), (text, intent)
    assert "Ask for one at a time, for example “win rate by rep”" in intent.sentence


@pytest.mark.parametrize(
    ("text", "measures"),
    [("region with the highest average deal size", ("avg_amount",)), ("biggest deal value by region", ("max_amount",))],
)
def test_one_size_is_one_measure(text: str, measures: tuple[str, ...]) -> None:
    assert query(text).spec.measures == measures
