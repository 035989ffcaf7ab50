"""What each column of a file really holds, seen over the whole file in one pass and in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from store.crm.imports.reading import Line, Sheet, Tick, rows
from store.crm.imports.values import is_blank, shapes
from store.crm.imports.vocabulary import FAILED_FORMULAS

MOST_VALUES = 20_000
"""Distinct values remembered of one column; a column with more is surely no list of words."""
CHUNK = 2_000
LEAST_SHARE = 0.8
"""A column is of a shape when this part of its filled cells is."""


@dataclass
class Column:
    """One column as it is: how many cells are filled, with what, and what they look like."""

    header: str
    position: int
    filled: int = 0
    says_nothing: int = 0
    """Filled cells that only say that they are empty or that a formula failed."""
    values: Counter[str] = field(default_factory=Counter)
    has_more_values: bool = False
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def title(self) -> str:
        """The column's name, or its place where it has none."""
        return self.header or f"column {self.position + 1}"

    def share(self, *of: str) -> float:
        """The part of the filled cells that has one of these shapes."""
        telling = self.filled - self.says_nothing
        return max((self.shapes[shape] for shape in of), default=0) / telling if telling else 0.0

    def is_all(self, *of: str) -> bool:
        """Whether nearly every filled cell has this shape."""
        return self.share(*of) >= LEAST_SHARE

    def examples(self, most: int = 3) -> str:
        """Some of its values."""
        return ", ".join(f"“{value[:30]}”" for value, _ in self.values.most_common(most))

    def see(self, cells: Iterable[str]) -> None:
        """Takes note of some cells."""
        for text, count in Counter(cells).items():
            value = text.strip()
            if not value:
                continue
            self.filled += count
            if is_blank(value) or value in FAILED_FORMULAS:
                self.says_nothing += count
            for shape in shapes(value):
                self.shapes[shape] += count
            if value in self.values or len(self.values) < MOST_VALUES:
                self.values[value] += count
            else:
                self.has_more_values = True


@dataclass
class Profile:
    """One file as it is."""

    sheet: Sheet
    columns: tuple[Column, ...]
    row_count: int = 0
    unlike_twins: set[int] = field(default_factory=set)
    """Columns named like an earlier one that do not always say the same as it."""
    open_end: int = 0
    """The line of the last row, where the file ends without ending that line."""

    def column(self, header: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.title == header), None)


def profile(sheet: Sheet, tick: Tick | None = None) -> Profile:
    """What the file holds; CannotImport where it cannot be read to its end."""
    seen = Profile(sheet, tuple(Column(header, place) for place, header in enumerate(sheet.header)))
    lines = rows(sheet, tick)
    last: Line | None = None
    while chunk := list(islice(lines, CHUNK)):
        seen.row_count += len(chunk)
        last = chunk[-1]
        _see(seen, [line for line in chunk if not line.wrong])
    if last and not last.wrong and not sheet.is_numbered and not last.raw.endswith(("\n", "\r")):
        seen.open_end = last.number
    return seen


def _see(seen: Profile, lines: list[Line]) -> None:
    for column, cells in zip(seen.columns, zip(*(line.cells for line in lines), strict=True), strict=False):
        column.see(cells)
    for place, first in seen.sheet.twins:
        if place not in seen.unlike_twins and any(line.cells[place] != line.cells[first] for line in lines):
            seen.unlike_twins.add(place)
