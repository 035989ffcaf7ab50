"""The few expressions that SQLite and PostgreSQL write differently, and text that compares alike on both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from store.types import LARGEST_AMOUNT

Col = ColumnElement[Any]
Clause = ColumnElement[bool]

ASCII_LOWER = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


class days_between(FunctionElement[int]):
    """Whole days from the second date to the first."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = (compiler.process(one, **kw) for one in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


class grain_of(FunctionElement[str]):
    """The unit of time a date falls in, as sortable text: `2017-10`, `2017-Q4`, `2017-H2`; a week is its Monday."""

    type = String()
    inherit_cache = True


_SQLITE_GRAINS = {
    "day": "strftime('%Y-%m-%d', {0})",
    "week": "date({0}, '-6 days', 'weekday 1')",
    "month": "strftime('%Y-%m', {0})",
    "quarter": "strftime('%Y', {0}) || '-Q' || ((CAST(strftime('%m', {0}) AS INTEGER) + 2) / 3)",
    "half": "strftime('%Y', {0}) || '-H' || ((CAST(strftime('%m', {0}) AS INTEGER) + 5) / 6)",
    "year": "strftime('%Y', {0})",
}
_POSTGRES_GRAINS = {
    "day": "to_char({0}, 'YYYY-MM-DD')",
    "week": "to_char(date_trunc('week', {0}), 'YYYY-MM-DD')",
    "month": "to_char({0}, 'YYYY-MM')",
    "quarter": "to_char({0}, 'YYYY-\"Q\"Q')",
    "half": "to_char({0}, 'YYYY') || '-H' || ((CAST(extract(month FROM {0}) AS INTEGER) + 5) / 6)",
    "year": "to_char({0}, 'YYYY')",
}


@compiles(grain_of, "sqlite")
def _grain_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    grain, column = element.clauses
    return "(" + _SQLITE_GRAINS[grain.name].format(compiler.process(column, **kw)) + ")"


@compiles(grain_of, "postgresql")
def _grain_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    grain, column = element.clauses
    return "(" + _POSTGRES_GRAINS[grain.name].format(compiler.process(column, **kw)) + ")"


def in_grain(grain: str, column: Col) -> Col:
    """The column at a grain of `domain.catalogue.GRAINS`; any other word is a KeyError before it gets near the SQL."""
    if grain not in _SQLITE_GRAINS:
        raise KeyError(grain)
    return grain_of(literal_column(grain), column)


class row_mark(FunctionElement[int]):
    """A number for the row that is cheap to read where the id is not: sums of it prove that two row sets are one."""

    type = Integer()
    inherit_cache = True


@compiles(row_mark, "sqlite")
def _mark_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    # The row id is part of every index, so that counting by an index alone stays possible.
    (column,) = element.clauses
    table = compiler.process(column, **kw).rpartition(".")[0]
    return f"({table}.rowid * 2654435761 % 4294967291)"


@compiles(row_mark, "postgresql")
def _mark_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    return f"hashtextextended({compiler.process(column, **kw)}, 0)"


class is_plain_number(FunctionElement[bool]):
    """Whether a text is a number as we store numbers, so that it can be cast on both databases."""

    inherit_cache = True


@compiles(is_plain_number, "sqlite")
def _plain_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(one, **kw) for one in element.clauses)
    return f"({text} <> '' AND {text} NOT GLOB '*[^0-9.-]*')"


@compiles(is_plain_number, "postgresql")
def _plain_postgres(element: Any, compiler: Any, **kw: Any) -> str:
    (text,) = (compiler.process(one, **kw) for one in element.clauses)
    return f"({text} ~ '^-?[0-9]+([.][0-9]+)?$')"


def bare(column: Col) -> Clause:
    """The truth column with no `= 1` after it, so that SQLite sees that a partial index applies."""
    table = column.table
    return literal_column(f"{table.name}.{column.name}")


@cache
def aside(table: Table) -> FromClause:
    """The table under another name, for a statement inside a statement; it always stands in its own FROM."""
    return table.alias(f"any_{table.name}")


def ids_named(table: Table, names: Iterable[str]) -> Select[Any]:
    """The ids of the records that bear one of these names, whatever their case."""
    other = aside(table)
    return select(other.c.id).where(same_text(other.c.name, names)).correlate(None)


def same_text(column: Col, values: Iterable[str]) -> Clause:
    """Whether the text is one of these, whatever its case."""
    return func.lower(column).in_(sorted(spellings(values)))


def spellings(values: Iterable[str]) -> set[str]:
    """The asked values as either database may fold what it has stored.

    SQLite folds only ASCII and PostgreSQL what its locale knows, so both foldings of the usual spellings are compared.
    """
    return {fold for v in map(clean, values) for fold in _spellings(v)}


@lru_cache(10_000)
def _spellings(text: str) -> frozenset[str]:
    return frozenset(fold for u in (text, text.lower(), text.upper(), text.title()) for fold in _folds(u))


def _folds(text: str) -> tuple[str, str]:
    return text.translate(ASCII_LOWER), text.lower()


def folded(text: str, dialect: str) -> str:
    """A stored text as the database would fold it."""
    ascii_only, whole = _folds(text)
    return ascii_only if dialect == "sqlite" else whole


def clean(value: Any) -> str:
    """Text that both databases take: what no record can hold is replaced, so that it matches nothing."""
    return str(value).encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def number(value: Any) -> Decimal | None:
    """A finite number within what a 64-bit column holds; None for what is no number."""
    try:
        wanted = Decimal(str(value))
    except InvalidOperation:
        return None
    if wanted.is_nan():
        return None
    return max(min(wanted, LARGEST_AMOUNT), -LARGEST_AMOUNT)


def plain_number(value: Decimal) -> Col:
    """A number as a bound parameter of its own width, whatever the column it is compared with."""
    if value == value.to_integral_value():
        return literal(int(value), BigInteger())
    return literal(float(value), Float())


def the_day(day: date) -> Col:
    """A date as a bound parameter."""
    return bindparam(None, day, type_=Date())


__all__ = [
    "Clause", "Col", "Select", "bare", "clean", "days_between",
    "folded", "grain_of", "ids_named", "in_grain", "is_plain_number", "number",
    "plain_number", "row_mark", "same_text",
    "spellings", "the_day",
]  # fmt: skip
