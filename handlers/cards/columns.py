"""Which columns of a list a table shows: those the question speaks of first, and as many as stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from domain.facts import Cell, Pulled
from domain.query import AnyOf, Filter
from domain.wording import FINISHED, status_of

ROOM = 870
"""How wide a table may be beside the sidebar of a window of 1280 points before it has to be moved sideways."""
PER_LETTER, AROUND, WIDEST = 7.4, 24, 250
NEARLY_ALL = 0.8
LETTERS_OF = {"date": 10}


def that_fit(pulled: Pulled) -> tuple[int, ...]:
    """The places of the columns to show: the name, what was asked for or about, the rest; what says least goes first.

    Columns that were asked for by name all stay. All of them are in [Show data] and in the file.
    """
    ordered = list(dict.fromkeys(_in_order(pulled)))
    if pulled.spec.group_by or pulled.spec.measures or pulled.spec.fields:
        return tuple(range(len(pulled.columns)))
    shown, room = [], float(ROOM)
    for at in ordered:
        room -= _width(pulled, at)
        if room < 0:
            break
        shown.append(at)
    return tuple(shown) or tuple(ordered[:1])


def _in_order(pulled: Pulled) -> Iterator[int]:
    """The name, then what filters and order speak of, the others as they come, and what is the same in every row."""
    places = {column.field: at for at, column in enumerate(pulled.columns)}
    asked = [places[name] for name in _spoken_of(pulled) if name in places]
    same = [at for at in range(len(pulled.columns)) if _says_nothing(pulled, at)]
    yield from (at for at in (0, *asked, *places.values()) if at not in same)
    yield from (at for at in range(len(pulled.columns)))


def _spoken_of(pulled: Pulled) -> Iterator[str]:
    yield from (sort.by for sort in pulled.spec.sort)
    for one in pulled.spec.filters:
        parts = one.any if isinstance(one, AnyOf) else (one,)
        yield from (part.field for part in parts if not _is_fixed(part))
    if pulled.spec.time:
        yield from pulled.spec.time.fields


def _is_fixed(one: Filter) -> bool:
    return one.op in ("eq", "is_null")


def _says_nothing(pulled: Pulled, at: int) -> bool:
    """Whether a column repeats one value that the question itself names, or what the first column begins with."""
    if at == 0:
        return False
    name = pulled.columns[at].field
    fixed = {one.field for one in pulled.spec.filters if isinstance(one, Filter) and _is_fixed(one)}
    if status_of(pulled.spec) in FINISHED and name in ("stage", "days_in_stage"):
        return True
    if name in fixed or (len(pulled.rows) > 1 and all(row.cells[at] in (None, "") for row in pulled.rows)):
        return True
    alike = sum(_begins(row.cells[0], row.cells[at]) for row in pulled.rows)
    return alike > len(pulled.rows) * NEARLY_ALL


def _begins(whole: Cell, part: Cell) -> bool:
    return isinstance(whole, str) and isinstance(part, str) and bool(part) and whole.startswith(part)


def _width(pulled: Pulled, at: int) -> float:
    column = pulled.columns[at]
    letters = max([len(column.label), *(_letters(row.cells[at], column.unit) for row in pulled.rows)])
    return min(letters * PER_LETTER, WIDEST - AROUND) + AROUND


def _letters(cell: Cell, unit: str) -> int:
    if cell is None:
        return 1
    if unit == "date":
        return LETTERS_OF[unit]
    return len(str(cell)) + (len(unit) + 2 if len(unit) == 3 and unit.isupper() else 0)
