"""Numbers that keep their source, and what is said about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import Field, Strict, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from domain.query import QuerySpec
from domain.value import Value

Unit = str
"""`deals`, `days`, `ratio` (0.7 is 70 %), `text`, `date`, a currency code such as `USD`, or a noun in the plural."""


def _as_it_is(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A value of one of a cell's kinds, not made into another one: an account called `1e5` is no number."""
    return value if value is None or isinstance(value, Decimal | int | str | date) else check(value)


_Any = Annotated[Decimal | int | str | date | None, WrapValidator(_as_it_is)]
Cell = Annotated[Annotated[str, Strict()] | Annotated[int, Strict()] | _Any | None, Field(union_mode="left_to_right")]
"""JSON has one kind of text, so a stored table gets its amounts and dates back from its columns: `typed`."""

ROWS_CITED_ONE_BY_ONE = 10_000


class RowSet(Value):
    """A reference to more rows than are worth listing: expanded on demand, proved by a checksum of the ids."""

    query: str
    count: int
    checksum: str


class Source(Value):
    """Where a number came from: row ids up to 10,000, a row-set reference above."""

    system: str = "crm"
    entity: str = "opportunity"
    row_ids: tuple[str, ...] = ()
    row_set: RowSet | None = None
    as_of: datetime

    @property
    def count(self) -> int:
        """How many rows stand behind the number."""
        return self.row_set.count if self.row_set else len(self.row_ids)


class Fact(Value):
    """One sourced number. `group` names the group it belongs to, in the order of the query's group_by."""

    id: str
    name: str
    value: Decimal | None
    unit: Unit
    group: tuple[str, ...] = ()
    source: Source


class Column(Value):
    """One column of a pulled table. `field` is the catalogue name, `label` what a person reads."""

    field: str
    label: str
    unit: Unit = "text"


class Row(Value):
    """One pulled row: a record (`id` is its external id) or a group (`id` joins its group values)."""

    id: str
    cells: tuple[Cell, ...]


class Pulled(Value):
    """What the puller hands on: the exact query and structured rows, never prose.

    Units:  money cells are Decimal in the column's currency; ratios are fractions.
    Shape:  `rows` is what is shown (after sort and limit, at most `ROWS_SHOWN`); `total_rows` counts the
            matching records before grouping and limit; `shown_of` counts the rows or groups before the limit.
    """

    spec: QuerySpec
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shown_of: int
    total_rows: int
    facts: tuple[Fact, ...]
    statement: str
    parameters: dict[str, str]
    as_of: datetime
    warnings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _cells_keep_their_kind(self) -> Self:
        """Cells read back from JSON are dates and amounts again where their column says so."""
        if are_texts((row.cells for row in self.rows), self.columns):
            rows = tuple(Row(id=row.id, cells=typed(row.cells, self.columns)) for row in self.rows)
            object.__setattr__(self, "rows", rows)
        return self


def are_texts(rows: Iterable[tuple[Cell, ...]], columns: tuple[Column, ...]) -> bool:
    """Whether a column of dates or numbers holds text in any of the rows."""
    others = [place for place, column in enumerate(columns) if column.unit != "text"]
    return any(isinstance(cells[place], str) for cells in rows for place in others if place < len(cells))


def typed(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    """The cells, with text in a column of dates or numbers made into what it was."""
    return tuple(map(_typed, cells, columns)) + cells[len(columns) :]


def _typed(cell: Cell, column: Column) -> Cell:
    if not isinstance(cell, str) or column.unit == "text":
        return cell
    try:
        return date.fromisoformat(cell) if column.unit == "date" else Decimal(cell)
    except (ValueError, InvalidOperation):
        return cell


class Counted(Value):
    """What the counter found by its own formulation."""

    total_rows: int
    checksum: str
    """Checksum of the matching record ids, in the form of `store.crm.query.checksum`."""
    values: dict[str, Decimal | None]
    """Fact id -> value, recomputed."""
    statement: str


class Finding(Value):
    """What one scorer rule says. `held` findings stop the report until a person clears them."""

    rule: str
    title: str
    verdict: Literal["passed", "noted", "held"]
    sentence: str = ""
    row_ids: tuple[str, ...] = ()
    seen: str = ""
    """The value that broke the rule, as text."""


class Figure(Value):
    """A figure in a claim: `text` as it stands in the sentence, `value` what it says, `fact` what it must equal."""

    text: str
    fact: str
    """Id of the Fact."""
    value: Decimal
    unit: Unit


class Claim(Value):
    """One sentence with its figures and the rows it rests on. A claim without figures still names its rows."""

    text: str
    figures: tuple[Figure, ...] = ()
    facts: tuple[str, ...] = ()
    row_ids: tuple[str, ...] = ()


class Draft(Value):
    """The words of an answer, all of them cited: a chat message and an e-mail of the same claims."""

    title: str
    claims: tuple[Claim, ...]
    email_subject: str = ""
    email_body: str = ""
    worded_by: str = ""
    """The person who put it into other words; empty while they are the drafter's own."""
    as_checked: str = ""
    """The drafter's sentence, kept beside a person's: figures are held to it, and what is said about them is not."""

    @property
    def sentence(self) -> str:
        """The whole answer as one run of text."""
        return " ".join(claim.text for claim in self.claims)
