"""Two sides of a comparison that are ranges or parts of a year, and words that must not be taken for others."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.intent import Ambiguous, Intent, Query
from domain.language.interpreter import understand
from domain.query import Filter


def read(text: str) -> Intent:
    return understand(text, b2b(), today=TODAY["b2b"])


def query(text: str) -> Query:
    intent = read(text)
    assert isinstance(intent, Query), (text, intent)
    return intent


def test_two_ranges_no_deal_lies_in_at_once_are_compared() -> None:
    spec = query("win rate for deals over 200k vs under 200k").spec
    assert spec.filters == (Filter(field="amount", op="gt", value=200_000),)
    assert spec.compare is not None
    assert spec.compare.filters == (Filter(field="amount", op="lt", value=200_000),)
    assert query("deals over 50k and under 100k").spec.compare is None


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("revenue by region ytd vs last year", "year:-1..day:-365"),
        ("revenue qtd vs last quarter", "quarter:-1..day:-92"),
    ],
)
def test_a_year_to_date_is_compared_up_to_the_same_day(text: str, window: str) -> None:
    found = query(text)
    assert found.spec.compare is not None
    assert found.spec.compare.window == window
    assert "up to the same day" in "; ".join(found.assumptions)


@pytest.mark.parametrize("text", ["deals over 1.2.3k", "deals closing 31.13.2026"])
def test_a_number_with_many_points_is_asked_about(text: str) -> None:
    intent = read(text)
    assert isinstance(intent, Ambiguous)
    assert "I cannot read “" in intent.question


def test_skipped_is_not_slipped() -> None:
    assert isinstance(read("deals which skipped a stage"), Ambiguous)


@pytest.mark.parametrize("text", ["accounts with no activity in 30 days", "accounts gone quiet"])
def test_accounts_are_quiet_by_their_open_deals(text: str) -> None:
    found = query(text)
    said: dict[str, Any] = found.spec.model_dump()
    assert (said["entity"], said["group_by"]) == ("opportunity", ("account",))
    assert "open deals" in "; ".join(found.assumptions)
