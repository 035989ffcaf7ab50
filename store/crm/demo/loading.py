"""Puts a demo company into the mirror: one transaction, straight to the driver, never over anybody's own records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from domain.errors import Refused
from store.crm import tables
from store.crm.demo.company import DemoCompany
from store.crm.demo.roster import SOURCE
from store.crm.demo.seats import Row
from store.types import Instant, Money, to_micros

CHUNK = 5_000
LOADED = tables.RECORDS | {"account_tag": tables.account_tags}


class OtherRecordsHere(Refused):
    """The database holds records that are not the demo's; loading over them could lose or mix them."""

    def __init__(self, count: int, kind: str, source: str) -> None:
        self.count, self.kind, self.source = count, kind, source
        super().__init__(
            f"This database already holds records that are not the demo company's ({count:,} of the kind {kind} "
            f"from {source}), so nothing was loaded. Use an empty database: set QUARTERMASTER_HOME to a new folder."
        )


def load(connection: Connection, company: DemoCompany, now: datetime) -> dict[str, int]:
    """How many rows of each kind were put in, in place of an earlier demo company; fresh as of `now`.

    Shape:  joins the caller's transaction when there is one, else makes and commits its own.
    Raises: OtherRecordsHere when any record has another source; then nothing was changed.
    """
    with nullcontext() if connection.in_transaction() else connection.begin():
        refuse_over_others(connection)
        remove(connection)
        loaded = _load_books(connection, company)
        connection.execute(insert(tables.imports), _import_row(company, now, loaded))
    return loaded


def refuse_over_others(connection: Connection) -> None:
    """Nothing, when all records are the demo's; else OtherRecordsHere."""
    for kind, table in tables.RECORDS.items():
        others = (
            select(table.c.source, func.count())
            .where(table.c.source != SOURCE)
            .group_by(table.c.source)
            .order_by(table.c.source)
        )
        for source, count in connection.execute(others):
            raise OtherRecordsHere(count, kind.replace("_", " "), source)


def remove(connection: Connection) -> None:
    """Takes the demo company out again, whole."""
    ours = select(tables.accounts.c.id).where(tables.accounts.c.source == SOURCE)
    connection.execute(tables.account_tags.delete().where(tables.account_tags.c.account_id.in_(ours)))
    for table in tables.RECORDS.values():
        connection.execute(table.delete().where(table.c.source == SOURCE))
    connection.execute(tables.imports.delete().where(tables.imports.c.id.startswith(f"{SOURCE}:")))


def _load_books(connection: Connection, company: DemoCompany) -> dict[str, int]:
    loaded: dict[str, int] = {}
    waiting: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in LOADED}
    writers = {kind: Writer(connection, table) for kind, table in LOADED.items()}
    for book in company.books():
        for kind, rows in book.items():
            waiting[kind] += writers[kind].prepared(rows)
            loaded[kind] = loaded.get(kind, 0) + len(rows)
            if len(waiting[kind]) >= CHUNK:
                writers[kind].write(waiting[kind])
                waiting[kind] = []
    for kind, prepared in waiting.items():
        writers[kind].write(prepared)
    return loaded


class Writer:
    """Writes rows of one table at the driver's own speed, with values as the column types store them."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection, self.table = connection, table
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.columns = [column.name for column in table.columns]
        self.convert = [(column.name, self._converter(column.type)) for column in table.columns]

    def prepared(self, rows: Iterable[Row]) -> list[tuple[Any, ...]]:
        """The rows as the driver takes them."""
        return [
            tuple(
                value if (value := row[name]) is None or convert is None else convert(value)
                for name, convert in self.convert
            )
            for row in rows
        ]

    def write(self, rows: list[tuple[Any, ...]]) -> None:
        """Puts them in: one prepared statement on SQLite, COPY on PostgreSQL."""
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in self.columns)
        if self.is_sqlite:
            marks = ", ".join("?" * len(self.columns))
            self.connection.exec_driver_sql(f"INSERT INTO {self.table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608
            return
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {self.table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _converter(self, kind: Any) -> Callable[[Any], Any] | None:
        if isinstance(kind, Money):
            return _minor_units
        if isinstance(kind, Instant):
            return to_micros
        if self.is_sqlite and getattr(kind, "python_type", None) is date:
            return date.isoformat
        return None


def _minor_units(amount: Decimal) -> int:
    return int(amount * 100)


def _import_row(company: DemoCompany, now: datetime, loaded: dict[str, int]) -> Row:
    now = now.astimezone(UTC)
    report = f"Demo company of {company.size:,} opportunities as of {company.today}: {sum(loaded.values()):,} rows."
    return {
        "id": f"{SOURCE}:{company.seed}",
        "source": "Demo company",
        "state": "finished",
        "started_at": now,
        "finished_at": now,
        "as_of": now,
        "report": report,
    }
