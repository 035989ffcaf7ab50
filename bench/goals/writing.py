"""Goal 10: writing changed deals back into the mirror as an import does, against the driver's own upsert."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from bench.room import NOW, Room
from bench.rounds import median
from bench.table import Line
from store.crm import bulk
from store.crm.imports.staging import WaitingRoom
from store.crm.tables import opportunities

ROUNDS, CHANGED = 5, 5_000
Deals = list[dict[str, Any]]


def measure(room: Room) -> Iterator[Line]:
    """Rows a second of an import's own way: wait, index, look for repeats, compare, merge. Nothing is kept."""
    with room.db.reading() as connection:
        deals = [dict(row) for row in connection.execute(select(opportunities).limit(CHANGED)).mappings()]
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    for number in range(room.rounds(ROUNDS)):
        for by, way in enumerate((straight, merged)):
            changed = [after(deal, 2 * number + by + 1) for deal in deals]
            with bulk.connected(room.db) as connection, connection.execution_options(immediate=True).begin() as undone:
                rates["ours" if way is merged else "floor"].append(len(deals) / way(connection, changed))
                undone.rollback()
    floor, ours = (median(rates[name]) for name in ("floor", "ours"))
    yield Line("10", f"{len(deals):,} changed deals into the mirror", room.on, floor, ours, "rows/s", 0.4, 0.6, True)


def after(deal: dict[str, Any], number: int) -> dict[str, Any]:
    """The deal as the CRM has it after a change."""
    amount = (deal["amount"] or Decimal(0)) + number
    return deal | {"amount": amount, "updated_at": NOW + timedelta(minutes=number)}


def straight(connection: Connection, deals: Deals) -> float:
    """Seconds of the driver's `executemany` of rows that stand ready."""
    writer = bulk.Writer(connection, opportunities)
    ready = writer.prepared(deals)
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    changes = ", ".join(f"{name} = excluded.{name}" for name in writer.columns if name != "id")
    columns, marks = (", ".join(names) for names in (writer.columns, [mark] * len(writer.columns)))
    statement = f"INSERT INTO crm_opportunities ({columns}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}"
    driver: Any = connection.connection.driver_connection
    started = time.perf_counter()
    driver.cursor().executemany(statement, ready)
    return time.perf_counter() - started


def merged(connection: Connection, deals: Deals) -> float:
    """Seconds of an import of these rows, from typed values to the mirror."""
    columns = [column.name for column in opportunities.columns if column.name != "source"]
    rows = [(line, *(deal[name] for name in columns)) for line, deal in enumerate(deals, 2)]
    started = time.perf_counter()
    waiting = WaitingRoom(connection, 0, opportunities, columns)
    waiting.put(rows)
    waiting.index()
    waiting.repeated()
    waiting.compare()
    waiting.merge(NOW)
    return time.perf_counter() - started
