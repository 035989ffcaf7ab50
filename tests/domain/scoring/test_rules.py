"""Each fixed rule seen passing, noting or holding; and ordinary dirt never holding a report."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

import domain.scoring
from domain.bound import bind
from domain.evidence import Evidence, Suspect
from domain.facts import Column, Fact, Finding, Pulled, Row, Source
from domain.query import Period, QuerySpec
from domain.registry import roster
from domain.rights import ALL, Sight
from domain.scoring import Case, Rule, findings, rules
from domain.thresholds import defaults
from tests.agents.office import NOW, TODAY


def a_fact(name: str, value: str | None, unit: str = "USD", group: tuple[str, ...] = ()) -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(id=name, name=name, value=number, unit=unit, group=group, source=Source(row_ids=("1",), as_of=NOW))


def a_case(*facts: Fact, sight: Sight = ALL, spec: QuerySpec | None = None, total: int = 5, **evidence: Any) -> Case:
    """Five matching deals with nothing wrong, unless said otherwise."""
    spec = spec or QuerySpec()
    bound = bind(spec, now=NOW, today=TODAY, sight=sight, settings=defaults())
    pulled = Pulled(
        spec=spec, columns=(), rows=(), shown_of=total, total_rows=total,
        facts=facts or (a_fact("count", str(total), "deals"),), statement="", parameters={}, as_of=NOW,
    )  # fmt: skip
    return Case(bound=bound, pulled=pulled, evidence=Evidence(total_rows=total, **evidence))


def suspected(check: str, seen: str = "USD 1", usual: str = "", count: int = 3) -> dict[str, Any]:
    one = Suspect(row_id="006A", label="Tailspin rollout", seen=seen, usual=usual)
    return {"suspects": {check: (one,)}, "counts": {check: count}}


def judged(name: str, case: Case) -> Finding:
    finding = rules()[name](case)
    assert finding.rule == name
    assert finding.title
    return finding


DIRT = (
    "negative_amount", "won_with_zero", "missing_amount", "close_before_created", "created_in_future",
    "closed_in_future", "far_past", "far_future", "duplicates", "unknown_owner", "unknown_account", "unknown_stage",
    "unknown_product", "missing_account", "missing_owner", "closed_without_date", "open_past_close",
    "amount_outlier_for_rep", "amount_outlier_for_stage", "converted_before_created",
)  # fmt: skip


@pytest.mark.row("S0-10")
def test_there_are_at_least_fifteen_rules_each_in_a_file_of_its_own_name():
    assert len(rules()) >= 15
    assert {name: rule.id for name, rule in roster(domain.scoring, Rule).items()} == {name: name for name in rules()}
    assert len({rule.title for rule in rules().values()}) == len(rules())


@pytest.mark.row("S0-10")
def test_a_clean_case_passes_every_rule():
    assert {finding.verdict for finding in findings([a_case()])} == {"passed"}


@pytest.mark.row("S0-10", "S4-84")
@pytest.mark.parametrize("name", DIRT)
def test_ordinary_dirt_is_noted_with_its_number_and_an_example_and_holds_nothing(name):
    assert judged(name, a_case()).verdict == "passed"
    found = judged(name, a_case(**suspected(name)))
    assert found.verdict == "noted"
    assert found.sentence.startswith("3 deals ")
    assert "Tailspin rollout (USD 1)" in found.sentence
    assert found.row_ids == ("006A",)
    one = judged(name, a_case(**suspected(name, count=1)))
    assert one.sentence.startswith("1 deal ")
    everything = findings([a_case(**suspected(name))])
    assert [f.rule for f in everything if f.verdict != "passed"] == [name]


@pytest.mark.row("S0-11", "S2-38")
def test_ten_million_in_five_minutes_is_held():
    found = judged("burst_of_wins", a_case(**suspected("burst_of_wins", "USD 10.4M")))
    assert found.verdict == "held"
    assert found.sentence == "USD 10.4M was won within 5 minutes, and the limit is 10,000,000."


@pytest.mark.row("S0-11")
def test_an_impossible_amount_is_held():
    assert judged("impossible_amount", a_case()).verdict == "passed"
    assert judged("impossible_amount", a_case(**suspected("impossible_amount", "USD 2B"))).verdict == "held"


@pytest.mark.parametrize(
    ("seen", "usual", "total", "verdict"),
    [
        ("USD 25,000,000.00", "USD 25,000.00", "25100000", "held"),
        ("USD 25,000,000.00", "USD 26,000.00", "25100000", "passed"),
        ("USD 25,000,000.00", "USD 25,000.00", "60000000", "passed"),
        ("USD 25,000,000.00", "", "25100000", "passed"),
    ],
)
def test_three_zeros_too_many_hold_a_sum_they_rule(seen, usual, total, verdict):
    evidence = suspected("amount_outlier_for_rep", seen, usual)
    assert judged("extra_digits", a_case(a_fact("amount", total), **evidence)).verdict == verdict


def test_three_zeros_too_many_hold_no_plain_count():
    evidence = suspected("amount_outlier_for_rep", "USD 25,000,000.00", "USD 25,000.00")
    assert judged("extra_digits", a_case(**evidence)).verdict == "passed"


@pytest.mark.row("S0-11")
@pytest.mark.parametrize(
    ("value", "verdict"),
    [("0", "passed"), ("1000000000000", "passed"), ("1000000000000.01", "held"), ("-0.01", "held"), (None, "passed")],
)
def test_a_sum_beyond_a_trillion_or_below_zero_is_held(value, verdict):
    assert judged("implausible_total", a_case(a_fact("amount", value))).verdict == verdict


@pytest.mark.parametrize("name", ["win_rate", "loss_rate", "amount_share", "conversion_rate", "hygiene_score"])
@pytest.mark.parametrize(("value", "verdict"), [("0", "passed"), ("1", "passed"), ("1.0001", "held"), ("-0.1", "held")])
def test_a_rate_outside_its_bounds_is_held(name, value, verdict):
    assert judged("ratio_out_of_range", a_case(a_fact(name, value, "ratio"))).verdict == verdict


def test_coverage_and_attainment_may_exceed_one():
    for name in ("coverage", "attainment"):
        assert judged("ratio_out_of_range", a_case(a_fact(name, "3.4", "ratio"))).verdict == "passed"


@pytest.mark.parametrize(("value", "verdict"), [("0", "passed"), ("51.8", "passed"), ("-1", "held"), ("7301", "held")])
def test_an_impossible_duration_is_held(value, verdict):
    assert judged("impossible_duration", a_case(a_fact("cycle_days", value, "days"))).verdict == verdict


def test_one_sum_over_two_currencies_is_held_and_two_sums_are_noted():
    both = {"currencies": ("EUR", "USD")}
    apart = (a_fact("amount", "5"), a_fact("amount", "7", "EUR"))
    assert judged("mixed_currencies", a_case(a_fact("amount", "12"), **both)).verdict == "held"
    assert judged("mixed_currencies", a_case(*apart, **both)).verdict == "noted"
    assert judged("mixed_currencies", a_case(a_fact("count", "5", "deals"), **both)).verdict == "noted"
    assert judged("mixed_currencies", a_case(a_fact("amount", "12"), currencies=("USD",))).verdict == "passed"


def test_a_count_that_is_not_the_number_of_rows_is_held():
    assert judged("count_matches_rows", a_case(a_fact("count", "6", "deals"))).verdict == "held"
    assert judged("count_matches_rows", a_case(a_fact("count", "2", "deals", ("EMEA",)))).verdict == "passed"
    crowded = a_case(total=2)
    rows = tuple(Row(id=str(n), cells=(n,)) for n in range(3))
    pulled = crowded.pulled.model_copy(update={"rows": rows, "columns": (Column(field="n", label="N", unit="count"),)})
    assert judged("count_matches_rows", crowded.model_copy(update={"pulled": pulled})).verdict == "held"


@pytest.mark.row("S0-25")
@pytest.mark.parametrize(("hours", "verdict"), [(0, "passed"), (4, "passed"), (5, "noted")])
def test_stale_data_is_noted(hours, verdict):
    case = a_case(data_as_of=NOW - timedelta(hours=hours))
    assert judged("stale_data", case).verdict == verdict


@pytest.mark.row("D1")
def test_an_empty_answer_under_limited_rights_says_so_and_tells_nothing_about_what_is_hidden():
    own = Sight(kind="owners", owners=frozenset({"P1"}), of="Dana Cole")
    hidden = judged("empty_by_rights", a_case(total=0, sight=own, hidden_by_rights=4))
    nothing = judged("empty_by_rights", a_case(total=0, sight=own, hidden_by_rights=0))
    assert hidden == nothing
    assert hidden.verdict == "noted"
    assert "the records of Dana Cole" in hidden.sentence
    assert judged("empty_by_rights", a_case(total=0)).verdict == "passed"
    assert judged("empty_by_rights", a_case(sight=own)).verdict == "passed"
    assert judged("empty_period", a_case(total=0, sight=own)).verdict == "passed"


def test_an_empty_period_says_which_dates_there_are():
    spec = QuerySpec(time=Period(fields=("close_date",), window="2011"))
    found = judged("empty_period", a_case(total=0, spec=spec, oldest=date(2017, 3, 1), newest=date(2017, 12, 31)))
    assert (
        found.sentence
        == "Nothing matches in this period; otherwise matching records run from 1 Mar 2017 to 31 Dec 2017."
    )
    assert "spelling" in judged("empty_period", a_case(total=0)).sentence
    assert judged("empty_period", a_case()).verdict == "passed"


def test_a_comparison_is_as_grave_as_its_graver_side():
    sides = [a_case(), a_case(**suspected("burst_of_wins", "USD 11M"))]
    for pair in (sides, sides[::-1]):
        assert [f.rule for f in findings(pair) if f.verdict == "held"] == ["burst_of_wins"]


def test_every_rule_is_seen_saying_something():
    tested = {*DIRT, "burst_of_wins", "impossible_amount", "extra_digits", "implausible_total", "ratio_out_of_range",
              "impossible_duration", "mixed_currencies", "count_matches_rows", "stale_data", "empty_by_rights",
              "empty_period"}  # fmt: skip
    assert tested == set(rules())
