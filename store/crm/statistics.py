"""What the database's planner knows of the mirror: without it, it guesses which index serves, and guesses wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from store.crm import bulk
from store.crm.tables import RECORDS, account_names, account_tags, name_hints, name_keys, name_parts
from store.session import APP_ROLE

COUNTED = (*RECORDS.values(), account_tags, account_names, name_keys, name_parts, name_hints)


def count_for_planner(connection: Connection, watch: bulk.Watch = bulk.nobody) -> None:
    """Lets the planner know how many records there are now, in the transaction of whoever loaded them.

    Shape:  every index is read whole, about 5 s for a million deals: a sample would be quicker, and say of an index on
            accounts that each has 500 deals, because so many have no account. Never called on the way to an answer.
    """
    watch("Counting for the planner", 0)
    with _as_owner(connection):
        for table in COUNTED:
            connection.exec_driver_sql(f'ANALYZE "{table.name}"')


@contextmanager
def _as_owner(connection: Connection) -> Iterator[None]:
    """PostgreSQL counts for a table's owner only, who is behind the app's role; nothing else is done meanwhile."""
    if connection.dialect.name == "sqlite":
        yield
        return
    role = connection.exec_driver_sql("SELECT current_setting('role')").scalar_one()
    if role == APP_ROLE:
        connection.exec_driver_sql("SET LOCAL ROLE NONE")
    yield
    if role == APP_ROLE:
        connection.exec_driver_sql(f'SET LOCAL ROLE "{APP_ROLE}"')
