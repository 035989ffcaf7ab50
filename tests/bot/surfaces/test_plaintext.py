"""Cells, tables and charts in characters."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from bot.surfaces.plaintext import bars, cell_words, columns_of, grid
from domain.cards import Chart, Series, Table
from domain.facts import Column
from tests.bot.surfaces import a_card


@pytest.mark.parametrize(
    ("cell", "unit", "field", "words"),
    [
        (Decimal(1840000), "USD", "amount", "USD 1,840,000"),
        (Decimal("52187.5"), "EUR", "amount", "EUR 52,187.50"),
        (Decimal("-0.01"), "USD", "amount", "USD -0.01"),
        (Decimal("0.632"), "ratio", "win_rate", "63.2%"),
        (Decimal("3.1"), "ratio", "coverage", "3.1x"),
        (Decimal("51.75"), "days", "idle_days", "51.8"),
        (94, "days", "idle_days", "94"),
        (1589, "deals", "count", "1,589"),
        (2017, "text", "year", "2017"),
        (date(2026, 12, 1), "date", "close_date", "2026-12-01"),
        (datetime(2026, 12, 1, 9, 5), "date", "at", "2026-12-01 09:05"),
        (None, "USD", "amount", "–"),
        ("", "text", "name", "–"),
        ("pay\u202eload", "text", "name", "pay⟨U+202E⟩load"),
        (Decimal("1E+40"), "days", "idle_days", "1E+40"),
        (Decimal("NaN"), "USD", "amount", "NaN"),
    ],
)
def test_a_cell_reads_as_people_write_it(cell, unit, field, words):
    assert cell_words(cell, Column.model_construct(field=field, label="x", unit=unit)) == words


def test_a_grid_lines_up_whatever_is_in_it():
    columns = (Column(field="n", label="Deal"), Column(field="a", label="Amount", unit="USD"))
    table = Table(caption="", columns=columns, rows=(("日本語", Decimal(5)), ("Acme", None)), total=2)
    assert grid(table, 10) == "Deal    Amount\n──────  ──────\n日本語   USD 5\nAcme         –"


def test_bars_show_size_sign_and_value():
    points = (("a", Decimal(4)), ("b", Decimal(-2)), ("c", Decimal(0)))
    chart = Chart(title="", kind="bar", series=(Series(name="s", points=points),), unit="deals")
    assert bars(chart) == "a ████████████████████ 4\nb ▒▒▒▒▒▒▒▒▒▒ -2\nc  0"


@settings(max_examples=60)
@given(table=a_card.tables)
def test_any_table_becomes_lines_of_bounded_width(table):
    assert all(columns_of(line) <= 22 * 42 for line in grid(table, 5).split("\n"))


@settings(max_examples=60)
@given(chart=a_card.charts)
def test_any_chart_becomes_bars(chart):
    assert len(bars(chart).split("\n")) <= 21
