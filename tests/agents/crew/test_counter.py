"""When two counts are one, and when they are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.crew.counter import must_agree, same
from domain.errors import CountsDisagree
from domain.facts import Counted, Fact, Pulled, RowSet, Source
from domain.query import QuerySpec
from tests.agents.office import NOW

SET = RowSet(query="q", count=12_000, checksum="12000:abc")


def pulled(*facts: Fact, total: int = 12_000) -> Pulled:
    return Pulled(
        spec=QuerySpec(), columns=(), rows=(), shown_of=0, total_rows=total, facts=facts, statement="one",
        parameters={}, as_of=NOW,
    )  # fmt: skip


def counted(total: int = 12_000, checksum: str = "12000:abc", **values: Decimal | None) -> Counted:
    return Counted(total_rows=total, checksum=checksum, values=dict(values), statement="two")


def a_fact(value: str | None = "5", unit: str = "USD", source: Source | None = None) -> Fact:
    number = None if value is None else Decimal(value)
    return Fact(id="amount", name="amount", value=number, unit=unit, source=source or Source(row_set=SET, as_of=NOW))


@pytest.mark.row("S0-15")
def test_equal_counts_agree():
    must_agree(pulled(a_fact()), counted(amount=Decimal("5.000")))


@pytest.mark.row("S0-16")
@pytest.mark.parametrize(
    ("other", "what"),
    [
        (counted(total=11_999, amount=Decimal(5)), "matching records"),
        (counted(checksum="12000:abd", amount=Decimal(5)), "ids"),
        (counted(amount=Decimal("5.01")), "amount"),
        (counted(amount=None), "amount"),
        (counted(), "amount"),
    ],
)
def test_any_difference_stops_the_run(other, what):
    with pytest.raises(CountsDisagree, match=what) as caught:
        must_agree(pulled(a_fact()), other)
    assert (caught.value.pulled_by, caught.value.counted_by) == ("one", "two")


@pytest.mark.row("S0-16")
def test_numbers_that_round_to_the_same_words_are_told_apart_in_full():
    with pytest.raises(CountsDisagree, match=r"2,100,000 USD.*2,100,000\.01 USD"):
        must_agree(pulled(a_fact("2100000")), counted(amount=Decimal("2100000.01")))


def test_nothing_is_only_the_same_as_nothing():
    must_agree(pulled(a_fact(None)), counted(amount=None))
    with pytest.raises(CountsDisagree):
        must_agree(pulled(a_fact(None)), counted(amount=Decimal(0)))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_same_is_exact_to_six_places(value):
    assert same(value, value)
    assert not same(value, value + Decimal("0.000001"))
