"""How fast a made-up company gets into the mirror, against the driver alone writing the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.room import NOW, SEED, Room
from bench.rounds import median
from bench.table import Line
from bot.bootstrap import open_store
from store.crm import demo
from store.crm.bulk import Writer
from store.crm.demo.loading import LOADED, remove
from store.session import Database

ROUNDS, DEALS = 3, 5_000
Ready = list[tuple[str, list[tuple[Any, ...]]]]


def measure(room: Room) -> Iterator[Line]:
    """Rows a second from plan to commit, rows worked out included; the floor has them ready."""
    company = demo.build(SEED, DEALS, NOW.date())
    rates: dict[str, list[float]] = {"ours": [], "floor": []}
    with _empty(room) as db:
        ready = _ready(db, company)
        many = sum(len(rows) for _, rows in ready)
        for _ in range(room.rounds(ROUNDS)):
            for name in rates:
                with db.begin() as session:
                    remove(session.connection())
                    started = time.perf_counter()
                    if name == "ours":
                        demo.load(session.connection(), company, NOW)
                    else:
                        _straight(session.connection(), ready)
                    session.flush()
                    rates[name].append(many / (time.perf_counter() - started))
    note = f"{many:,} rows; ours works them out as well, the driver has them ready"
    floor, ours = (median(rates[name]) for name in ("floor", "ours"))
    yield Line("load", "demo company into the mirror", room.on, floor, ours, "rows/s", higher_is_better=True, note=note)


@contextmanager
def _empty(room: Room) -> Iterator[Database]:
    """A migrated database without records, beside the room's own."""
    settings = room.settings.model_copy(update={"home": room.folder / f"empty-{room.on}"})
    if not room.db.is_sqlite:
        from tests import postgres

        settings = settings.model_copy(update={"database_url": postgres.empty_database()})
    db = open_store(settings)
    try:
        yield db
    finally:
        db.dispose()


def _ready(db: Any, company: demo.DemoCompany) -> Ready:
    with db.engine.connect() as connection:
        writers = {kind: Writer(connection, table) for kind, table in LOADED.items()}
        rows: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in LOADED}
        for book in company.books():
            for kind, made in book.items():
                rows[kind] += writers[kind].prepared(made)
    mark = "?" if db.is_sqlite else "%s"
    return [(_insert(writers[kind], mark), of) for kind, of in rows.items() if of]


def _insert(writer: Writer, mark: str) -> str:
    marks = ", ".join([mark] * len(writer.columns))
    return f"INSERT INTO {writer.table.name} ({', '.join(writer.columns)}) VALUES ({marks})"


def _straight(connection: Any, ready: Ready) -> None:
    for statement, rows in ready:
        connection.connection.cursor().executemany(statement, rows)
