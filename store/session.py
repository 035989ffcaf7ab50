"""Connections: the app's, which writes our records, and the reader's, which the database itself refuses every write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm import Session

from domain.errors import StoreBusy
from store.leases import Lease, refuse_the_dead
from store.vault import Vault

APP_ROLE, READER_ROLE = "quartermaster_app", "quartermaster_reader"
STATEMENT_TIMEOUT_MS = 5_000
BUSY_WAIT_MS = 5_000
ACK_WAIT_MS = 2_300
"""How long an ack may wait for the database: Slack gives up after three seconds, and takes no answer for a no."""
AWAY = (OperationalError, InterfaceError, TimeoutError)
"""What drivers and the pool raise when the database is locked, full, away or out of connections."""


def is_away(error: SQLAlchemyError) -> bool:
    """Whether it only says that the database cannot be had now.

    A server that dies in the middle of an answer leaves an error without a code, which the driver calls by no name.
    """
    return isinstance(error, AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated)


class CanRead(Protocol):
    """Whatever lends the reader's connection."""

    def reading(self) -> AbstractContextManager[Connection]: ...


@dataclass(frozen=True)
class Snapshot:
    """The reader's connection inside one transaction, lent to one read after the other."""

    connection: Connection

    def reading(self) -> AbstractContextManager[Connection]:
        """The same connection, every time."""
        return nullcontext(self.connection)


@dataclass(frozen=True)
class Database:
    """Everything that reaches the database: two engines and the vault that seals what is private."""

    url: str = field(repr=False)
    engine: Engine = field(repr=False)
    reader: Engine = field(repr=False)
    vault: Vault = field(repr=False)
    lease: Lease | None = field(default=None, repr=False)
    """This process's word that it is alive, where several share the database."""
    _made: list[Engine] = field(default_factory=list, repr=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-machine database."""
        return self.engine.dialect.name == "sqlite"

    @cached_property
    def _writing(self) -> Engine:
        """The app's engine, whose transactions take the one writer's place from their start."""
        return self.engine.execution_options(immediate=True)

    @cached_property
    def hearing(self) -> Engine:
        """Connections for what has to be committed before an ack, and for nothing else: the ack waits for none.

        On SQLite they do not wait for a lock by themselves; on PostgreSQL each statement is a transaction of its own,
        which has to be done before Slack gives up.
        """
        made = _sqlite_hearing(self.url) if self.is_sqlite else _postgres_hearing(self.url, self.lease)
        self._made.append(made)
        return made

    @cached_property
    def _looking(self) -> Engine:
        """The app's engine, for single statements, each a transaction of its own without our saying so."""
        return _by_statement(self.engine)

    @cached_property
    def _glancing(self) -> Engine:
        """The reader's engine, for a single statement; it may write as little as ever."""
        return _by_statement(self.reader)

    @cached_property
    def _noting(self) -> Engine:
        """The same, for what may be lost with the power: its commits do not wait for the disk."""
        return self.engine.execution_options(immediate=True, waits=False)

    @contextmanager
    def begin(self, waits: bool = True) -> Iterator[Session]:
        """A session in one transaction; a locked, full or absent database becomes StoreBusy and nothing is kept.

        With `waits=False` a power cut may take the transaction back, until the next one that waits is committed: for
        what would then be done again to the same end. A crash of ours takes nothing back.
        """
        try:
            with Session(self._writing if waits else self._noting) as session, session.begin():
                if not (waits or self.is_sqlite):
                    session.execute(_NO_WAIT)
                yield session
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise StoreBusy(why(error)) from error

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """The app's own connection, for a look at our records; a locked or absent database becomes StoreBusy."""
        try:
            with self._looking.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise StoreBusy(why(error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The reader's connection, in one snapshot for its whole length."""
        try:
            with self.reader.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise StoreBusy(why(error)) from error

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """The reader's connection for one statement, which sees one state without a transaction around it."""
        try:
            with self._glancing.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise StoreBusy(why(error)) from error

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One reader's connection for several reads, so that all of them see the same state."""
        with self.reading() as connection:
            yield Snapshot(connection)

    def must_be_ours(self) -> None:
        """Passes while no other process can have taken over the work of this one. Raises: LeaseLost."""
        if self.lease is not None:
            self.lease.must_be_sure()

    def dispose(self) -> None:
        """Closes every connection."""
        for engine in (self.engine, self.reader, *self._made):
            engine.dispose()


def open_database(url: str, vault: Vault, reader_url: str = "", lease: Lease | None = None) -> Database:
    """A Database for the URL; SQLite folders are made, PostgreSQL roles taken on when they exist.

    With a lease, no session can be had once the process was given up, and those it had are ended.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return Database(url, _sqlite(url), _sqlite_reader(url), vault)
    reader = _postgres(reader_url or url, READER_ROLE, reads_only=True)
    return Database(url, _postgres(url, APP_ROLE, lease=lease), reader, vault, lease)


def _by_statement(engine: Engine) -> Engine:
    """The engine without a transaction around its statements: on PostgreSQL that spares two trips of three."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(looks=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


QUIET: dict[str, Any] = {"hide_parameters": True}
"""What people asked and said is bound as parameters; an error's text, which ends up in logs, must not repeat it."""


def _sqlite(url: str) -> Engine:
    path = make_url(url).database or ""
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # The driver must not open transactions by itself: a read that turns into a write half-way would fail as locked.
    engine = create_engine(url, connect_args={"timeout": BUSY_WAIT_MS / 1000, "isolation_level": None}, **QUIET)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        _run(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", *SQLITE_MEMORY)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("waits", True):
            connection.info["waits"] = False
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        if not options.get("looks"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _wait_again(connection: Any, record: Any) -> None:
        # Whoever borrows it next, whichever way, may be writing what must not be lost.
        if connection is not None and not record.info.pop("waits", True):
            _run(connection, "PRAGMA synchronous=FULL")

    return engine


def _sqlite_hearing(url: str) -> Engine:
    engine = _sqlite(url)
    # The log is emptied at SQLite's own pace: one that grows makes every commit wait longer for the disk. What was
    # written is not read here again, so that keeping its pages would only let the process grow with every event.
    few_pages = "PRAGMA cache_size=-2048"
    event.listen(engine, "connect", lambda connection, _record: _run(connection, "PRAGMA busy_timeout=0", few_pages))
    return engine


_NO_WAIT = text("SET LOCAL synchronous_commit = off")


def checkpoint_engine(url: str, lease: Lease | None = None) -> Engine:
    """An engine for the durable engine's own tables, whose commits do not wait for the disk.

    A checkpoint that a power cut takes back is a step that is done again, which every step has to stand anyway: what
    must not be lost or doubled is in our own tables, and those wait.
    """
    if make_url(url).get_backend_name() != "sqlite":
        options = "-c synchronous_commit=off -c idle_in_transaction_session_timeout=60000"
        postgres = make_url(url).set(drivername="postgresql+psycopg")
        named = {"options": options, **_named(lease)}
        engine = create_engine(postgres, connect_args=named, **QUIET)
        event.listen(engine, "connect", lambda connection, _record: _set_up(connection, lease))
        return _asked_when_rested(engine)
    engine = create_engine(url, connect_args={"timeout": 30, "isolation_level": "IMMEDIATE"}, **QUIET)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        _run(connection, "PRAGMA busy_timeout=30000", "PRAGMA foreign_keys=ON", "PRAGMA synchronous=NORMAL")

    return engine


def was_used(checkpoints: Engine) -> bool:
    """Whether the durable engine has made its tables in this database."""
    return inspect(checkpoints).has_table("workflow_status", None if checkpoints.dialect.name == "sqlite" else "dbos")


SQLITE_MEMORY = ("PRAGMA cache_size=-65536", "PRAGMA mmap_size=1073741824", "PRAGMA temp_store=MEMORY")


def _sqlite_reader(url: str) -> Engine:
    path = Path(make_url(url).database or "").absolute()
    engine = create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true",
        connect_args={"timeout": BUSY_WAIT_MS / 1000, "uri": True, "isolation_level": None},
        **QUIET,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("looks"):
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        _run(connection, "PRAGMA query_only=ON", *SQLITE_MEMORY)
        # A read-only connection may still attach a file for writing, even its own.
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)

    return engine


def _postgres_hearing(url: str, lease: Lease | None) -> Engine:
    options = f"-c statement_timeout={ACK_WAIT_MS}"
    return _postgres(url, APP_ROLE, lease=lease, isolation_level="AUTOCOMMIT", options=options)


def _postgres(
    url: str, role: str, reads_only: bool = False, lease: Lease | None = None, options: str = "", **more: Any
) -> Engine:
    named = _named(lease) | ({"options": options} if options else {})
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), connect_args=named, **QUIET, **more)
    event.listen(engine, "connect", lambda connection, _record: _set_up(connection, lease, role, reads_only))
    return _asked_when_rested(engine)


RESTED_S = 1.0
"""A connection that was used less long ago is taken for alive: no server restarts in that time."""


def _asked_when_rested(engine: Engine) -> Engine:
    """The engine, whose connections are asked whether they are still alive when they come out of a rest.

    To ask before each use costs as long as a small statement, and an answer has dozens of those.
    """

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    @event.listens_for(engine, "checkin")
    def _note(connection: Any, record: Any) -> None:
        if connection is not None:
            record.info["used"] = time.monotonic()

    return engine


def _named(lease: Lease | None) -> dict[str, Any]:
    return {"application_name": lease.session_name} if lease else {}


def _set_up(connection: Any, lease: Lease | None, role: str = "", reads_only: bool = False) -> None:
    """Makes a new session what it is for. One that cannot be set up is closed: nobody else knows of it yet."""
    try:
        with connection.cursor() as cursor:
            if lease is not None:
                refuse_the_dead(cursor, lease)
            if role:
                _take_role(cursor, role)
            if reads_only:
                cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
        connection.commit()
    except BaseException:
        connection.close()
        raise


def _take_role(cursor: Any, role: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'MEMBER')", (role,))
    if cursor.fetchone():
        cursor.execute(f'SET SESSION ROLE "{role}"')


def _run(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def why(error: Exception) -> str:
    """A few plain words for a driver's complaint, or the pool's."""
    text = str(getattr(error, "orig", None) or error).lower()
    for sign, words in (
        ("locked", "another task is writing"),
        ("disk is full", "the disk is full"),
        ("no space", "the disk is full"),
        ("readonly", "the disk is read-only"),
        ("timeout", "it took longer than 5 s"),
        ("connection", "the database does not answer"),
    ):
        if sign in text:
            return words
    return "it did not answer as expected"


@event.listens_for(Engine, "handle_error")
def _lost_connection(context: Any) -> None:
    """Words psycopg uses for a vanished server; without this the durable engine would strand running work."""
    message = str(context.original_exception)
    if "connection is bad" in message or "failed to resolve host" in message:
        context.is_disconnect = True
