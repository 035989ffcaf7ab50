"""Two dates of one deal: compared with each other, or each in a period of its own."""

from __future__ import annotations

import pytest

from domain.language.intent import Ambiguous
from domain.query import FieldRef, Filter
from tests.domain.language.reader import read, spec_of

pytestmark = pytest.mark.row("S2-17")


@pytest.mark.parametrize(
    ("text", "first", "op", "second"),
    [
        ("deals created after they closed", "created", "gt", "close_date"),
        ("deals created after their close date", "created", "gt", "close_date"),
        ("won deals created after closing", "created", "gt", "close_date"),
        ("deals whose close date is before they were created", "close_date", "lt", "created"),
        ("deals with a close date before their creation date", "close_date", "lt", "created"),
        ("deals where the close date is before the created date", "close_date", "lt", "created"),
    ],
)
def test_one_date_is_compared_with_another(text: str, first: str, op: str, second: str) -> None:
    expected = Filter.model_validate({"field": first, "op": op, "value": FieldRef(field=second)})
    assert expected in spec_of(text).filters


@pytest.mark.parametrize(
    ("text", "op", "days"),
    [
        ("deals with last activity before october", "gte", 51),
        ("deals whose last activity was before last month", "gte", 51),
        ("deals created last month but with last activity before that", "gte", 51),
        ("created last month but last activity before that", "gte", 51),
        ("deals with last activity after october 1", "lte", 49),
        ("deals created in october, last touched since then", "lte", 50),
        ("deals last touched in october", "between", (20, 50)),
        ("deals with no activity since october 1", "gte", 50),
    ],
)
def test_the_day_of_the_last_activity_lies_where_it_is_said(text: str, op: str, days: int | tuple[int, int]) -> None:
    assert Filter.model_validate({"field": "last_activity_days", "op": op, "value": days}) in spec_of(text).filters


@pytest.mark.parametrize(
    ("text", "field", "op", "day"),
    [
        ("deals won in Q3 and created before that", "created", "lt", "2026-07-01"),
        ("show deals created in march and closed after that", "close_date", "gte", "2026-04-01"),
        ("deals created last month and won since then", "close_date", "gte", "2026-10-01"),
        ("deals created in Q2 and closing in Q4", "close_date", "gte", "2026-10-01"),
    ],
)
def test_each_date_has_a_period_of_its_own(text: str, field: str, op: str, day: str) -> None:
    assert Filter.model_validate({"field": field, "op": op, "value": day}) in spec_of(text).filters


@pytest.mark.parametrize("text", ["deals created before then", "deals created after closing in Q2"])
def test_a_date_that_points_at_nothing_is_asked_about(text: str) -> None:
    assert isinstance(read(text), Ambiguous)


def test_a_month_just_over_is_the_one_meant_by_after() -> None:
    time = spec_of("deals closing after october").time
    assert time is not None
    assert time.window == "after:oct"
    ahead = spec_of("deals closing after dec 15").time
    assert ahead is not None
    assert ahead.window == "after:2026-12-15"
