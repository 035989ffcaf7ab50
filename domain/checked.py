"""What the drafter gets: pulled, recounted and scored values, and every figure that may be derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from domain import formatting
from domain.catalogue import CATALOGUE
from domain.facts import Column, Fact, Finding, Pulled, Row, Source
from domain.query import QuerySpec
from domain.value import Value

OTHER, DIFFERENCE, CHANGE, SHARE, CELL = "other:", "difference:", "change:", "share:", "cell:"
"""Prefixes of the ids of facts that follow from pulled ones."""
TOTAL = "total"
"""Id of the fact that says how many records match."""


class Checked(Value):
    """Values that passed the counter and the scorer, with the question they answer.

    Shape:  `spec` is the question as asked, with its symbols; `pulled.spec` the same made definite.
    """

    reading: str
    spec: QuerySpec
    pulled: Pulled
    compared: Pulled | None = None
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    currency: str = "USD"
    rights: str = ""
    """Whose records could be read, when that is not everybody's; empty when nothing is hidden."""


@dataclass(frozen=True)
class Ledger:
    """Every fact a claim may cite: pulled ones, the other side's, what follows from the two, and single cells."""

    checked: Checked

    def facts(self) -> Iterator[Fact]:
        """Pulled facts, how many records match, the other side's facts, differences and changes; not the cells."""
        yield from self.checked.pulled.facts
        yield total_fact(self.checked.pulled)
        if self.checked.compared is None:
            return
        theirs = {_place(fact): fact for fact in self.checked.compared.facts}
        for fact in (*self.checked.compared.facts, total_fact(self.checked.compared)):
            yield fact.model_copy(update={"id": OTHER + fact.id})
        for fact in self.checked.pulled.facts:
            yield from _between(fact, theirs.get(_place(fact)))

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """The same, by id; worked out once."""
        return {fact.id: fact for fact in self.facts()}

    def cell(self, fact_id: str) -> Fact | None:
        """The number or date in one cell of a listed record, as a fact; None when there is no such cell."""
        if not fact_id.startswith(CELL):
            return None
        field, _, row_id = fact_id.removeprefix(CELL).partition(":")
        pulled = self.checked.pulled
        row = next((row for row in pulled.rows if row.id == row_id), None)
        at = next((i for i, column in enumerate(pulled.columns) if column.field == field), None)
        return None if row is None or at is None else cell_fact(pulled, row, at)


def total_fact(pulled: Pulled) -> Fact:
    """How many records match in all, resting on every row that any fact of them rests on; the counter recounts it."""
    sources = [fact.source for fact in pulled.facts]
    # What counts them all rests on all of them; only without such a fact are everybody's rows put together.
    whole = next((s.row_ids for s in sources if len(s.row_ids) == pulled.total_rows), None)
    ids = whole or dict.fromkeys(row for source in sources for row in source.row_ids)
    sets = [source.row_set for source in sources if source.row_set and source.row_set.count == pulled.total_rows]
    source = Source(
        entity=pulled.spec.entity,
        row_ids=() if sets else tuple(ids),
        row_set=sets[0] if sets else None,
        as_of=pulled.as_of,
    )
    unit = CATALOGUE[pulled.spec.entity].plural
    return Fact(id=TOTAL, name="count", value=Decimal(pulled.total_rows), unit=unit, source=source)


def cell_fact(pulled: Pulled, row: Row, at: int) -> Fact | None:
    """The cell as a fact with the row as its source; None for text and empty cells."""
    column: Column = pulled.columns[at]
    value = _as_number(row.cells[at])
    if value is None:
        return None
    unit = "date" if isinstance(row.cells[at], date) else _unit_of_cell(pulled, row, column)
    return Fact(
        id=f"{CELL}{column.field}:{row.id}",
        name=column.field,
        value=value,
        unit=unit,
        source=Source(entity=pulled.spec.entity, row_ids=(row.id,), as_of=pulled.as_of),
    )


def _unit_of_cell(pulled: Pulled, row: Row, column: Column) -> str:
    """The column's unit; an amount of a table of several currencies is in its row's own."""
    if column.unit != "money":
        return column.unit
    cells = {c.field: cell for c, cell in zip(pulled.columns, row.cells, strict=True)}
    return str(cells.get("currency") or "money")


def _as_number(cell: object) -> Decimal | None:
    if isinstance(cell, date):
        return formatting.day_number(cell)
    return Decimal(cell) if isinstance(cell, int | Decimal) else None


def _place(fact: Fact) -> tuple[str, str, tuple[str, ...]]:
    return fact.name, fact.unit, fact.group


def _between(ours: Fact, theirs: Fact | None) -> Iterator[Fact]:
    """How far ours lies from theirs: the difference, and for anything but a ratio the relative change and the share."""
    if theirs is None or ours.value is None or theirs.value is None:
        return
    is_ratio = ours.unit == "ratio"
    gap = ours.value - theirs.value
    source = _both(ours.source, theirs.source)
    yield ours.model_copy(
        update={
            "id": DIFFERENCE + ours.id,
            "name": "difference",
            "value": gap * 100 if is_ratio else gap,
            "unit": "points" if is_ratio else ours.unit,
            "source": source,
        }
    )
    if theirs.value > 0 and not is_ratio:
        change = {"id": CHANGE + ours.id, "name": "change", "value": gap / theirs.value, "unit": "ratio"}
        yield ours.model_copy(update=change | {"source": source})
        if 0 <= ours.value <= theirs.value:
            share = {"id": SHARE + ours.id, "name": "share", "value": ours.value / theirs.value, "unit": "ratio"}
            yield ours.model_copy(update=share | {"source": source})


def _both(ours: Source, theirs: Source) -> Source:
    """Both sides' rows; one set reference cannot stand for two, so the larger side's is kept beside the other's ids."""
    return ours.model_copy(
        update={
            "row_ids": tuple(dict.fromkeys(ours.row_ids + theirs.row_ids)),
            "row_set": ours.row_set or theirs.row_set,
        }
    )
