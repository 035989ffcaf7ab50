"""Which revision a database stands at, and the owner's connection that may change it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from domain.errors import BadSetting
from store.session import why

ADDRESS = "QUARTERMASTER_DATABASE_URL"
SWITCH_TRIES, SWITCH_AGAIN_S = 200, 0.05


def owner_engine(url: str, *, writes: bool = True) -> Engine:
    """An engine with the owner's rights, in which a whole upgrade is one transaction on both databases.

    Shape:  without `writes` nobody else's writing is waited for on SQLite.

    Raises: BadSetting when the address is none, or names a database of another kind.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed.set(drivername="postgresql+psycopg"))
    try:
        Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("QUARTERMASTER_HOME", f"its folder cannot be made ({error.strerror})") from error
    engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": 30})
    if writes:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    # From the start: a file that is still in the old mode cannot be switched while somebody reads.
    event.listen(engine, "connect", _keep_a_log)
    return engine


def _keep_a_log(connection: sqlite3.Connection, _record: object) -> None:
    """Switches a new file to its log. SQLite does not wait here for another process that is just doing the same."""
    for tries_left in reversed(range(SWITCH_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(SWITCH_AGAIN_S)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadSetting(ADDRESS, "it is not an address such as postgresql://user@host/name") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise BadSetting(ADDRESS, f"it names a {parsed.get_backend_name()} database; SQLite and PostgreSQL will do")
    return parsed


def revision(url: str) -> str:
    """The revision a database stands at; empty for a new one. BadSetting when it cannot be read at all."""
    engine = owner_engine(url, writes=False)
    try:
        return _revision(engine)
    except OperationalError as error:
        raise BadSetting(ADDRESS, f"the database cannot be opened ({why(error)})") from error
    except DatabaseError as error:
        raise BadSetting(ADDRESS, "the file is not a database, or is damaged") from error
    finally:
        engine.dispose()


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def is_shared(url: str) -> bool:
    """Whether several processes of one role may work on this database."""
    return _parsed(url).get_backend_name() != "sqlite"


def is_postgres(engine: Engine) -> bool:
    """Whether the engine speaks to PostgreSQL."""
    return engine.dialect.name == "postgresql"
