"""Who is alive of the processes that share one PostgreSQL, and the door that is shut on those that are not.

Time here is the database's own, the same for every machine; product time may be moved and machines' clocks differ.
A process that was given up holds no connection any more and gets no new one, so whatever it slept through, it cannot
write: every session carries its process's name, those of the dead are ended, and a new one asks for its lease first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    String,
    Table,
    cast,
    create_engine,
    delete,
    exists,
    false,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, TimeoutError

from domain.errors import StoreBusy
from store.types import Instant, metadata

leases = Table(
    "app_leases",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("leads", Boolean, nullable=False, server_default=false()),
    Column("seen_at", Instant, nullable=False),
)
"""`leads` is the one process of its role that does what must be done in order; there is never a second one."""
LEADS = text("leads")
Index("ix_app_leases_leader", leases.c.role, unique=True, sqlite_where=LEADS, postgresql_where=LEADS)

TTL = timedelta(seconds=8)
"""A process that was not heard of for so long is dead, whatever it may still believe."""
SURE_FOR = TTL * 0.75
"""For so long after a beat a process may act on its own word; then it has to be heard of first."""
OURS = "quartermaster:"
"""How the sessions of processes with a lease are named, followed by its id."""
LONGEST_ID = 63 - len(OURS)
"""PostgreSQL cuts a session's name after 63 letters."""
_REAPER = 0x51_4D_4C_45
"""The advisory lock of whoever looks after the dead: one process at a time."""
_WAIT_S, _REST_S = 4, 15
"""How long the database may take over a statement, and a process over what it does between two of a transaction."""


class LeaseLost(StoreBusy):
    """This process was given up: others do its work, and it has to end."""

    def __init__(self) -> None:
        super().__init__("another process has taken over the work of this one")


class Lease:
    """One process's word that it is alive. It has a connection of its own, so that a busy pool never costs a life."""

    def __init__(self, url: str, role: str, id_: str) -> None:
        self.id, self.role, self.leads = id_[:LONGEST_ID], role, False
        self._heard_at, self._heard_twice = -1e9, False
        address = make_url(url).set(drivername="postgresql+psycopg")
        wait = {"connect_timeout": _WAIT_S, "tcp_user_timeout": _WAIT_S * 1000, "application_name": "quartermaster"}
        options = f"-c statement_timeout={_WAIT_S * 1000} -c idle_in_transaction_session_timeout={_REST_S * 1000}"
        self._engine = create_engine(
            address, connect_args={**wait, "options": options}, pool_size=1, max_overflow=1, pool_pre_ping=True,
            hide_parameters=True,
        )  # fmt: skip
        # Each statement is a transaction of its own: one that sleeps in the middle would keep others from its row.
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def session_name(self) -> str:
        """What every database session of this process is called."""
        return OURS + self.id

    def take(self) -> None:
        """Begins to be alive. Raises: StoreBusy when the database is away."""
        with self._connection() as connection:
            connection.execute(insert(leases).values(id=self.id, role=self.role, seen_at=_db_now()))
        self._heard_at = _real()

    def beat(self) -> bool:
        """Whether this process is still taken for alive; it is heard of again, and leads its role where nobody does.

        Raises: StoreBusy when the database is away: then nobody knows.
        """
        before = _real()
        with self._connection() as connection:
            if not self._is_heard(connection):
                return False
        self._heard_twice = before - self._heard_at < SURE_FOR.total_seconds()
        self._heard_at = before
        if not self.leads:
            self.leads = self._lead()
        return True

    def _is_heard(self, connection: Connection) -> bool:
        beat = update(leases).where(leases.c.id == self.id).values(seen_at=_db_now())
        return bool(connection.execute(beat).rowcount)

    def _lead(self) -> bool:
        """Whether this process leads from now on. Two that ask at once meet at the unique index."""
        others = leases.alias()
        taken = exists().where(others.c.role == self.role, others.c.leads)
        try:
            with self._connection() as connection:
                lead = update(leases).where(leases.c.id == self.id, ~taken).values(leads=True)
                return bool(connection.execute(lead).rowcount)
        except IntegrityError:
            return False

    def is_sure(self) -> bool:
        """Whether this process was heard of so lately that nobody can have given it up."""
        return _real() - self._heard_at < SURE_FOR.total_seconds()

    def must_be_sure(self) -> None:
        """Passes while nobody can have taken over. Raises: LeaseLost, before an outside call that could be doubled."""
        if not self.is_sure():
            raise LeaseLost

    def let_go(self) -> None:
        """Ends the lease, so that others take over at once what was left; without a database it ends by itself."""
        try:
            with self._connection() as connection:
                connection.execute(delete(leases).where(leases.c.id == self.id))
        except StoreBusy:
            pass
        finally:
            self._heard_at = -1e9
            self._engine.dispose()

    @contextmanager
    def burying(self) -> Iterator[set[str] | None]:
        """Ids of the processes that live, while this one alone looks after the dead; None when it is not its turn.

        Whoever has just come back from a long absence of the database waits: then the others look dead too.
        """
        with self._transaction() as connection:
            mine = self._heard_twice and connection.execute(select(func.pg_try_advisory_xact_lock(_REAPER))).scalar()
            yield self._bury() if mine else None

    def _bury(self) -> set[str]:
        with self._connection() as connection:
            late = leases.c.seen_at < _db_now() - TTL // timedelta(microseconds=1)
            connection.execute(delete(leases).where(late))
            # Only now: a session that began before found its lease, and is ended here; a later one does not find it.
            connection.execute(_END_SESSIONS, {"ours": OURS})
            return set(connection.execute(select(leases.c.id)).scalars())

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._on(self._engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._on(self._single) as connection:
            yield connection

    @contextmanager
    def _on(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.connect() as connection:
                yield connection
        except (OperationalError, InterfaceError, TimeoutError) as error:
            raise StoreBusy("the database does not answer") from error


_END_SESSIONS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND starts_with(application_name, :ours) AND pid <> pg_backend_pid() "
    "AND NOT EXISTS (SELECT 1 FROM app_leases WHERE :ours || app_leases.id = application_name)"
)


def refuse_the_dead(cursor: Any, lease: Lease) -> None:
    """Passes a new session of a process that is taken for alive. Raises: LeaseLost."""
    cursor.execute("SELECT 1 FROM app_leases WHERE id = %s", (lease.id,))
    if not cursor.fetchone():
        raise LeaseLost


def _db_now() -> Any:
    """The database's own time, in microseconds; it goes on within a transaction."""
    return cast(func.extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)


def _real() -> float:
    """Seconds of real time, those included during which the whole machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
