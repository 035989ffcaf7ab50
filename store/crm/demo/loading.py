"""Puts a demo company into the mirror: one transaction, straight to the driver, never over anybody's own records."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from domain.errors import Refused
from domain.thresholds import defaults, whole
from store.crm import tables
from store.crm.bulk import CHUNK, Stored, Watch, Writer, indexes_made_last, nobody
from store.crm.demo.company import DemoCompany
from store.crm.demo.roster import SOURCE
from store.crm.demo.seats import Row
from store.crm.name_index import bring_up_to_date
from store.crm.statistics import count_for_planner
from store.crm.survey import BURST_MINUTES, keep_survey
from store.session import Database

LOADED = tables.RECORDS | {"account_tag": tables.account_tags}
LARGE = 20_000
"""From so many deals on it is quicker to make the indexes anew than to keep them up row by row."""


class OtherRecordsHere(Refused):
    """The database holds records that are not the demo's; loading over them could lose or mix them."""

    def __init__(self, count: int, kind: str, source: str) -> None:
        self.count, self.kind, self.source = count, kind, source
        super().__init__(
            f"This database already holds records that are not the demo company's ({count:,} of the kind {kind} "
            f"from {source}), so nothing was loaded. Use an empty database: set QUARTERMASTER_HOME to a new folder."
        )


def load(connection: Connection, company: DemoCompany, now: datetime, watch: Watch = nobody) -> dict[str, int]:
    """How many rows of each kind were put in, in place of an earlier demo company; fresh as of `now`.

    Shape:  joins the caller's transaction when there is one, else makes and commits its own. `watch` is told of deals.
    Raises: OtherRecordsHere when any record has another source; then nothing was changed.
    """
    with nullcontext() if connection.in_transaction() else connection.begin():
        refuse_over_others(connection)
        remove(connection)
        late = indexes_made_last(connection, LOADED.values(), watch) if company.size >= LARGE else nullcontext()
        with late:
            loaded = _load_books(connection, company, watch)
        bring_up_to_date(connection, watch)
        connection.execute(insert(tables.imports), _import_row(company, now, loaded))
        count_for_planner(connection, watch)
        keep_survey(connection, whole(defaults()[BURST_MINUTES]), watch)
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


def is_loaded(db: Database) -> bool:
    """Whether the made-up company is among the records."""
    made_up = select(tables.imports.c.id).where(tables.imports.c.id.startswith(f"{SOURCE}:")).limit(1)
    with db.looking() as connection:
        return connection.execute(made_up).first() is not None


def remove(connection: Connection) -> None:
    """Takes the demo company out again, whole."""
    ours = select(tables.accounts.c.id).where(tables.accounts.c.source == SOURCE)
    connection.execute(tables.account_tags.delete().where(tables.account_tags.c.account_id.in_(ours)))
    for table in tables.RECORDS.values():
        connection.execute(table.delete().where(table.c.source == SOURCE))
    connection.execute(tables.imports.delete().where(tables.imports.c.id.startswith(f"{SOURCE}:")))


def _load_books(connection: Connection, company: DemoCompany, watch: Watch) -> dict[str, int]:
    loaded: dict[str, int] = {}
    waiting: dict[str, list[Stored]] = {kind: [] for kind in LOADED}
    writers = {kind: Writer(connection, table) for kind, table in LOADED.items()}
    for book in company.books():
        for kind, rows in book.items():
            waiting[kind] += writers[kind].prepared(rows)
            loaded[kind] = loaded.get(kind, 0) + len(rows)
            if len(waiting[kind]) >= CHUNK:
                writers[kind].write(waiting[kind])
                waiting[kind] = []
        watch("Making deals", len(book.get("opportunity", ())))
    for kind, prepared in waiting.items():
        writers[kind].write(prepared)
    return loaded


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
