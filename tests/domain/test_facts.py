"""A pulled table survives being stored, cell by cell."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cards import Table
from domain.facts import Cell, Column, Pulled, Row
from domain.query import QuerySpec

COLUMNS = (
    Column(field="opportunity", label="Deal"),
    Column(field="amount", label="Amount", unit="USD"),
    Column(field="close_date", label="Close date", unit="date"),
    Column(field="days_in_stage", label="Days", unit="days"),
)


def a_pull(*cells: Cell) -> Pulled:
    return Pulled(
        spec=QuerySpec(), columns=COLUMNS, rows=(Row(id="1", cells=cells),), shown_of=1, total_rows=1, facts=(),
        statement="", parameters={}, as_of=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Acme", "1e5", "2017", "2017-10-01", "0042", "NaN", "-1", "Infinity", "true", ""])
def test_a_name_that_looks_like_a_number_or_a_date_stays_a_name(name):
    pulled = a_pull(name, Decimal("5.00"), date(2026, 12, 12), 94)
    back = Pulled.model_validate_json(pulled.model_dump_json())
    assert back == pulled
    assert [type(cell) for cell in back.rows[0].cells] == [str, Decimal, date, int]


def test_empty_cells_stay_empty():
    pulled = a_pull(None, None, None, None)
    assert Pulled.model_validate_json(pulled.model_dump_json()) == pulled


@given(st.text(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(), st.integers())
def test_any_row_survives_being_stored(text, amount, day, number):
    pulled = a_pull(text.encode("utf-8", "replace").decode(), amount, day, number)
    assert Pulled.model_validate_json(pulled.model_dump_json()) == pulled


def test_a_card_table_survives_too():
    table = Table(caption="x", columns=COLUMNS, rows=(("1e5", Decimal("5.10"), date(2026, 1, 2), 3),), total=1)
    back = Table.model_validate_json(table.model_dump_json())
    assert back == table
    assert back.rows[0][0] == "1e5"
