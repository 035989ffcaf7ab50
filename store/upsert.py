"""One way to put a row in its place, whoever else is doing the same at this moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session


def insert_for(session: Session, table: Table) -> Any:
    """An insert that knows `on_conflict`, for the database of this session."""
    return (sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert)(table)


def put(session: Session, table: Table, **values: Any) -> None:
    """Inserts the row, or gives the one with the same primary key these values."""
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in values.items() if name not in keys}
    statement = insert_for(session, table).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


def put_new(session: Session, table: Table, **values: Any) -> bool:
    """Whether the row was new; one that is there already stays as it is."""
    statement = insert_for(session, table).values(**values).on_conflict_do_nothing()
    # psycopg does not always count what was inserted; a row that comes back was.
    return session.execute(statement.returning(*table.primary_key)).first() is not None
