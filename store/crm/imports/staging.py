"""A waiting room for the rows of one file: a temporary table, filled at the driver's speed, merged in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from store.crm import bulk
from store.crm.bulk import stored_as
from store.crm.imports.names import NAMED_ONLY
from store.types import Instant

SOURCE = "import"
STATES = ("imported", "updated", "unchanged", "quarantined")
NOT_COMPARED = ("id", "updated_at", "source")
MANY = 20_000


class WaitingRoom:
    """The rows of one file, typed, with the line each came from, before anybody sees them."""

    def __init__(self, connection: Connection, number: int, target: Table, columns: Sequence[str]) -> None:
        self.connection, self.target, self.columns = connection, target, tuple(columns)
        kept = [Column(name, target.c[name].type) for name in self.columns]
        extra: list[Column[Any]] = [Column("line", Integer), Column("state", String(12)), Column("reason", String(500))]
        self.table = Table(f"qm_import_{number}", MetaData(), *extra, *kept, prefixes=["TEMPORARY"])
        self.table.create(connection)
        self._convert = [stored_as(target.c[name].type, connection) for name in self.columns]

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Takes in rows: the line, then the values in the order of `columns`."""
        prepared = [
            (row[0], *(v if v is None or f is None else f(v) for v, f in zip(row[1:], self._convert, strict=True)))
            for row in rows
        ]
        bulk.insert(self.connection, self.table.name, ("line", *self.columns), prepared)

    def index(self, column: str = "id") -> None:
        """Makes rows findable by id, or by another column, once all are in."""
        name = self.table.name
        self.connection.exec_driver_sql(f"CREATE INDEX ix_{name}_{column} ON {name} ({column})")

    def set_aside(self, line: int, reason: str) -> None:
        """Keeps a row out, with its reason."""
        t = self.table
        self.connection.execute(update(t).where(t.c.line == line).values(state="quarantined", reason=reason))

    def leave_out(self, line: int) -> None:
        """Keeps a row out that says nothing new."""
        t = self.table
        self.connection.execute(update(t).where(t.c.line == line).values(state="unchanged"))

    def repeated(self) -> list[Any]:
        """The rows that share their id with another row of the file, in order."""
        t = self.table
        twice = select(t.c.id).group_by(t.c.id).having(func.count() > 1)
        return list(self.connection.execute(select(t).where(t.c.id.in_(twice)).order_by(t.c.id, t.c.line)))

    def set_aside_those_in(self, other: WaitingRoom, other_name: str) -> None:
        """Keeps out the rows whose id an earlier file of the same kind has as well."""
        t, o = self.table, other.table
        reason = f"{other_name} holds a record with the same id; import the files one after the other to combine them"[
            :500
        ]
        also = exists().where(o.c.id == t.c.id, o.c.state.is_distinct_from("quarantined"))
        self.connection.execute(update(t).where(t.c.state.is_(None), also).values(state="quarantined", reason=reason))

    def compare(self) -> None:
        """Marks each row as new, changed or unchanged against the mirror as it is now."""
        t, target = self.table, self.target
        theirs = target.c.id == t.c.id
        same = and_(theirs, *(target.c[n].is_not_distinct_from(t.c[n]) for n in self.compared))
        listed = target.c.source != NAMED_ONLY
        state = case(
            (~exists().where(theirs), "imported"),
            (exists().where(same, listed), "unchanged"),
            (exists().where(theirs, ~listed), "imported"),
            else_="updated",
        )
        self.connection.execute(update(t).where(t.c.state.is_(None)).values(state=state))

    @property
    def compared(self) -> list[str]:
        """The columns in which a row can differ."""
        return [name for name in self.columns if name not in NOT_COMPARED]

    def merge(self, as_of: datetime) -> None:
        """Writes new and changed rows to the mirror, leaving columns alone that the file does not speak of."""
        t = self.table
        at: ColumnElement[Any] = literal(as_of, Instant)
        if "updated_at" in self.columns:
            at = func.coalesce(t.c.updated_at, at)
        others = [name for name in self.columns if name != "updated_at"]
        rows = select(*(t.c[n] for n in others), literal(SOURCE), at).where(t.c.state.in_(("imported", "updated")))
        upsert(self.connection, self.target, [*others, "source", "updated_at"], rows)

    def outgrows_target(self) -> bool:
        """Whether so many rows come in that it is quicker to make the table's indexes anew."""
        there, mine = (
            int(self.connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (self.target, self.table)
        )
        return mine >= MANY and mine > there

    def counts(self) -> dict[str, int]:
        """Rows by what became of them."""
        t = self.table
        found = self.connection.execute(select(t.c.state, func.count()).group_by(t.c.state))
        return {state: number for state, number in found if state}

    def quarantined(self) -> dict[int, str]:
        """Reasons of the rows that were kept out after they were read, by line."""
        t = self.table
        return dict(self.connection.execute(select(t.c.line, t.c.reason).where(t.c.state == "quarantined")).all())


def upsert(connection: Connection, target: Table, columns: Sequence[str], rows: Any) -> None:
    """Puts rows in, or over those with the same id."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(target)
    statement = insert.from_select(list(columns), rows)
    changed = {name: statement.excluded[name] for name in columns if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


def upsert_made(
    connection: Connection,
    target: Table,
    rows: Sequence[dict[str, Any]],
    at: datetime,
    source: str,
    over: Sequence[str] = (),
) -> int:
    """How many records were new; those that are there are left as they are, but for the columns in `over`."""
    if not rows:
        return 0
    before = connection.execute(select(func.count()).select_from(target)).scalar_one()
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(target)
    if over:
        statement = insert.on_conflict_do_update(
            index_elements=["id"], set_={name: insert.excluded[name] for name in over}, where=target.c.source == source
        )
    else:
        statement = insert.on_conflict_do_nothing(index_elements=["id"])
    connection.execute(statement, [row | {"source": source, "updated_at": at} for row in rows])
    return int(connection.execute(select(func.count()).select_from(target)).scalar_one() - before)
