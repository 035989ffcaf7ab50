"""Many rows into the database at the driver's own speed, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, text
from sqlalchemy.exc import OperationalError

from domain.errors import StoreBusy
from store.session import Database, why
from store.types import Instant, Money, to_micros

CHUNK = 5_000
INDEXES = (
    "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :names"
)
Stored = tuple[Any, ...]
"""A row as the driver takes it: plain values in the order of the columns."""
Watch = Callable[[str, int], None]
"""Told what is being done now, and how many more are done since the last time."""


def nobody(_what: str, _done: int) -> None:
    """Stands where nobody watches."""


@contextmanager
def connected(db: Database) -> Iterator[Connection]:
    """A connection of its own for much work: its memory is bounded, what it sets aside lies on the disk.

    Raises: StoreBusy when the database is locked, full or away; what was not committed is gone then.
    """
    try:
        with db.engine.connect() as connection:
            if db.is_sqlite:
                driver: Any = connection.connection.driver_connection
                for pragma in ("temp_store=FILE", "cache_size=-65536", "mmap_size=0"):
                    driver.execute(f"PRAGMA {pragma}")
            try:
                yield connection
            finally:
                if not connection.closed:
                    connection.invalidate()
    except OperationalError as error:
        raise StoreBusy(why(error)) from error


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Stored]) -> None:
    """Puts rows in: one prepared statement on SQLite, COPY on PostgreSQL."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class Writer:
    """Writes rows of one table, with values as its column types store them."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection, self.table = connection, table
        self.columns = [column.name for column in table.columns]
        self._pick = itemgetter(*self.columns)
        stored = [stored_as(column.type, connection) for column in table.columns]
        self._convert = [(place, convert) for place, convert in enumerate(stored) if convert]

    def prepared(self, rows: Iterable[Mapping[str, Any]]) -> list[Stored]:
        """The rows as the driver takes them, converted column by column: most columns need nothing."""
        columns: list[Sequence[Any]] = list(zip(*map(self._pick, rows), strict=True))
        if not columns:
            return []
        for place, convert in self._convert:
            columns[place] = [value if value is None else convert(value) for value in columns[place]]
        return list(zip(*columns, strict=True))

    def write(self, rows: Sequence[Stored]) -> None:
        """Puts prepared rows in."""
        insert(self.connection, self.table.name, self.columns, rows)


def stored_as(kind: Any, connection: Connection) -> Callable[[Any], Any] | None:
    """What makes a value of that column type as the driver stores it; None where it already is."""
    if isinstance(kind, Money):
        return _minor_units
    if isinstance(kind, Instant):
        return to_micros
    if connection.dialect.name == "sqlite" and getattr(kind, "python_type", None) is date:
        return date.isoformat
    return None


def _minor_units(amount: Decimal) -> int:
    return int(amount * 100)


@contextmanager
def indexes_made_last(connection: Connection, tables: Iterable[Table], watch: Watch = nobody) -> Iterator[None]:
    """Takes the tables' indexes away and makes them again at the end, sorted: for many rows that is far quicker.

    Shape:  in the caller's transaction, so that a failure leaves them as they were. On PostgreSQL they stay: only the
            owner may drop them, and COPY is quick enough beside them.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    names = [table.name for table in tables]
    query = text(INDEXES).bindparams(bindparam("names", expanding=True))
    found = connection.execute(query, {"names": names}).all()
    for index, _, _ in found:
        connection.exec_driver_sql(f'DROP INDEX "{index}"')
    yield
    for _, table, statement in found:
        watch(f"Indexing {table.removeprefix('crm_').replace('_', ' ')}", 0)
        connection.exec_driver_sql(statement)
