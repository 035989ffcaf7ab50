"""Tables in blocks: as many rows, columns and characters as Slack takes, and the count of what it did not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from bot.surfaces.marks import visible
from bot.surfaces.plaintext import NOTHING, cell_words, is_numeric
from bot.surfaces.slack import limits
from bot.surfaces.slack.mrkdwn import clip, plain_text, size
from domain.cards import Table
from domain.facts import Cell, Column

CELL_TEXT = 200
PAGE_ROWS = 10


class Cut(NamedTuple):
    """A table cut to size: its rows of cells, header first, and what had to go."""

    rows: list[list[dict[str, Any]]]
    columns_gone: int
    cells_cut: int

    @property
    def shown(self) -> int:
        """How many rows of records are left."""
        return len(self.rows) - 1


def cut(table: Table, most_rows: int) -> Cut:
    """The first rows and columns that fit."""
    columns = table.columns[: limits.TABLE_COLUMNS]
    rows = [_header(columns)]
    left = limits.TABLE_CHARACTERS - _size(rows[0])
    for cells in table.rows[:most_rows]:
        row = [_cell(cell, column) for cell, column in zip(_filled(cells, columns), columns, strict=True)]
        left -= _size(row)
        if left < 0:
            break
        rows.append(row)
    long_cells = sum(cell["text"].endswith("…") and len(cell["text"]) >= CELL_TEXT - 1 for row in rows for cell in row)
    return Cut(rows, len(table.columns) - len(columns), long_cells)


def data_table(table: Table, rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The block that sorts, filters and turns pages."""
    return {
        "type": "data_table",
        "caption": plain_text(table.caption or "Table", limits.SECTION_TEXT)["text"],
        "page_size": PAGE_ROWS,
        "rows": rows,
    }


def plain_table(rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """The block that only shows, allowed where the other is not."""
    numeric = [any(row[at]["type"] == "raw_number" for row in rows[1:]) for at in range(len(rows[0]))]
    settings = [{"align": "right" if is_right else "left"} for is_right in numeric]
    return {"type": "table", "column_settings": settings, "rows": rows}


def _header(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [{"type": "raw_text", "text": _text(visible(column.label[: CELL_TEXT + 1]))} for column in columns]


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    text = _text(cell_words(cell, column))
    value = _value(cell)
    return {"type": "raw_text", "text": text} if value is None else {"type": "raw_number", "value": value, "text": text}


def _text(words: str) -> str:
    return clip(words, CELL_TEXT) if words.strip() else NOTHING


def _value(cell: Cell) -> int | float | None:
    if not is_numeric(cell):
        return None
    exact = Decimal(str(cell))
    value = float(exact)
    if abs(value) > 2**53:
        # Beyond this a number on the wire is no longer the number in the record, so it goes as text.
        return None
    return int(exact) if exact == exact.to_integral_value() else value


def _filled(cells: Sequence[Cell], columns: Sequence[Column]) -> list[Cell]:
    return [cells[at] if at < len(cells) else None for at in range(len(columns))]


def _size(row: list[dict[str, Any]]) -> int:
    return sum(size(cell["text"]) for cell in row)
