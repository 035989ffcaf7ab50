"""Cells, tables and charts as plain characters: for the terminal, and wherever a surface has no better way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import accumulate, takewhile

from bot.surfaces.marks import visible
from domain.cards import Chart, Table
from domain.facts import Cell, Column
from domain.formatting import TIMES_QUOTA, is_currency, number, percent, rounded, times

NOTHING = "–"
CELL_WIDTH, BAR_WIDTH, LABEL_WIDTH, LONGEST_CELL = 40, 20, 24, 1_000


def cell_words(cell: Cell, column: Column) -> str:
    """A cell as people read it. Dates are written year first, so that sorting them as text sorts them as dates."""
    if cell is None or cell == "":
        return NOTHING
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return visible(cell[:LONGEST_CELL])
    return number_words(Decimal(cell), column.unit, column.field)


def number_words(value: Decimal, unit: str, field: str = "") -> str:
    """A number in its unit; the unit itself is named only where the column's label cannot say it."""
    try:
        return _number_words(value, unit, field) if value.is_finite() else str(value)
    except InvalidOperation:
        # A number of more digits than arithmetic keeps is shown as it came; a rule holds it elsewhere.
        return str(value)


def _number_words(value: Decimal, unit: str, field: str) -> str:
    if is_currency(unit):
        return f"{unit} {value:,.0f}" if value == value.to_integral_value() else f"{unit} {value:,.2f}"
    if unit == "ratio":
        return times(value) if field in TIMES_QUOTA else percent(value)
    if unit == "text":
        return str(value)
    return number(rounded(value, 1)) if unit == "days" else number(value)


def is_numeric(cell: Cell) -> bool:
    """Whether a cell counts as a number for sorting and aligning."""
    return isinstance(cell, int | Decimal) and Decimal(cell).is_finite()


def grid(table: Table, most_rows: int, width: int = CELL_WIDTH) -> str:
    """The table in columns of characters, its first `most_rows` rows, numbers to the right."""
    head = [visible(column.label[:LONGEST_CELL]) for column in table.columns]
    rows = [_row(cells, table.columns) for cells in table.rows[:most_rows]]
    right = [any(map(is_numeric, cells)) for cells in _columns(table)]
    cut = [[_cut(_one_line(text), width) for text in row] for row in [head, *rows]]
    widths = [max(map(columns_of, texts)) for texts in zip(*cut, strict=True)]
    lines = ["  ".join(map(_padded, row, widths, right)).rstrip() for row in cut]
    return "\n".join([lines[0], "  ".join("─" * w for w in widths), *lines[1:]]) if widths else ""


def bars(chart: Chart, most: int = 20) -> str:
    """The chart as bars of characters, each with its value written out."""
    points = [(_name(chart, series.name, label), value) for series in chart.series for label, value in series.points]
    shown = [(_cut(_one_line(label), LABEL_WIDTH), value) for label, value in points[:most] if value.is_finite()]
    top = max((abs(value) for _, value in shown), default=Decimal(0))
    wide = max((columns_of(label) for label, _ in shown), default=0)
    lines = [
        f"{_padded(label, wide, False)} {_bar(value, top)} {number_words(value, chart.unit)}" for label, value in shown
    ]
    return "\n".join([*lines, *([f"+{len(points) - most} more"] if len(points) > most else [])])


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes: wide letters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _row(cells: Sequence[Cell], columns: Sequence[Column]) -> list[str]:
    padded = [*cells, *[None] * len(columns)]
    return [cell_words(cell, column) for cell, column in zip(padded, columns, strict=False)]


def _columns(table: Table) -> Iterable[list[Cell]]:
    return ([row[at] for row in table.rows if at < len(row)] for at in range(len(table.columns)))


def _name(chart: Chart, series: str, label: str) -> str:
    return visible((f"{series} · {label}" if len(chart.series) > 1 else label)[:LONGEST_CELL])


def _bar(value: Decimal, top: Decimal) -> str:
    length = round(BAR_WIDTH * float(abs(value) / top)) if top else 0
    return ("▒" if value < 0 else "█") * length


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _cut(text: str, width: int) -> str:
    if columns_of(text) <= width:
        return text
    ends = accumulate(map(_columns_of, text))
    return text[: sum(1 for _ in takewhile(lambda end: end < width, ends))] + "…"


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - columns_of(text))
    return space + text if right else text + space
