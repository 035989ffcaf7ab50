"""One way to put a row in its place, whoever else is doing the same at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgres_insert}


def insert_for(session: Session, table: Table) -> Any:
    """An insert that knows `on_conflict`, for the database of this session."""
    return INSERTS[session.get_bind().dialect.name](table)


def put(session: Session, table: Table, **values: Any) -> None:
    """Inserts the row, or gives the one with the same primary key these values."""
    session.execute(_put(session.get_bind().dialect.name, table, tuple(values)), values)


def put_all(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """The same for several rows of the same columns at once."""
    if rows:
        session.execute(_put(session.get_bind().dialect.name, table, tuple(rows[0])), rows)


def put_new(session: Session, table: Table, **values: Any) -> bool:
    """Whether the row was new; one that is there already stays as it is."""
    # psycopg does not always count what was inserted; a row that comes back was.
    return session.execute(_put_new(session.get_bind().dialect.name, table), values).first() is not None


@lru_cache(200)
def _put(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    """The statement, made once: building it anew costs several times what running it does."""
    keys = [column.name for column in table.primary_key]
    statement = INSERTS[dialect](table)
    others = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


@lru_cache(200)
def _put_new(dialect: str, table: Table) -> Any:
    return INSERTS[dialect](table).on_conflict_do_nothing().returning(*table.primary_key)
