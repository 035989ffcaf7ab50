"""What was heard: one row per event, committed before the ack, so that an acked event can never be lost."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    Column,
    Engine,
    Index,
    LargeBinary,
    String,
    Table,
    bindparam,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from domain.errors import BadSetting, StoreBusy
from store import session as connections
from store.prepared import Look
from store.session import ACK_WAIT_MS, AWAY, Database, why
from store.types import EPOCH, Instant, metadata, to_micros

inbox = Table(
    "app_inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("job_id", String(255), index=True),
)
Index(
    "ix_app_inbox_new",
    inbox.c.received_at,
    sqlite_where=text("job_id is null"),
    postgresql_where=text("job_id is null"),
)

_SQLITE = "INSERT INTO app_inbox (key, kind, payload, received_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"
_POSTGRES = (
    "INSERT INTO app_inbox (key, kind, payload, received_at) "
    "SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[], %s::bigint[]) ON CONFLICT (key) DO NOTHING RETURNING key"
)
LOOK_AGAIN_S = 0.001
"""How often an ack looks whether the writer before it is done."""
_Row = tuple[str, str, bytes, int]


class Heard(NamedTuple):
    """One event as it came in."""

    key: str
    kind: str
    payload: dict[str, Any]
    received_at: datetime


def hear(db: Database, key: str, kind: str, payload: dict[str, Any], at: datetime) -> bool:
    """Whether this event is new; either way it is committed when this returns. StoreBusy: do not ack.

    Threads that come while another one commits are committed together, by whichever of them is next.
    """
    mine = _Waiting(_row(db, Heard(key, kind, payload, at)))
    queue = _queue_of(db.engine)
    queue.waiting.append(mine)
    with queue.turn:
        if not mine.is_done:
            queue.commit(db)
    if mine.error is not None:
        raise mine.error
    return mine.is_fresh


def hear_all(db: Database, events: Sequence[Heard]) -> list[bool]:
    """For each event, whether it is new; all are committed when this returns. StoreBusy: none is, and none is acked."""
    return _commit(db, [_row(db, event) for event in events])


@dataclass
class _Waiting:
    """One event of a thread that waits until it is committed."""

    row: _Row
    is_done: bool = False
    is_fresh: bool = False
    error: Exception | None = None


@dataclass
class _Queue:
    """Events of several threads on their way into one database."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[_Waiting] = field(default_factory=deque)

    def commit(self, db: Database) -> None:
        """Commits everything that waits now; whoever calls has the turn."""
        batch = [self.waiting.popleft() for _ in range(len(self.waiting))]
        try:
            for one, fresh in zip(batch, _commit(db, [one.row for one in batch]), strict=True):
                one.is_fresh = fresh
        except Exception as error:
            for one in batch:
                one.error = error
            raise
        finally:
            for one in batch:
                one.is_done = True


_queues: WeakKeyDictionary[Engine, _Queue] = WeakKeyDictionary()
_queues_lock = threading.Lock()


def _queue_of(engine: Engine) -> _Queue:
    with _queues_lock:
        return _queues.setdefault(engine, _Queue())


def _row(db: Database, event: Heard) -> _Row:
    return event.key[:255], event.kind, db.vault.seal(json.dumps(event.payload)), to_micros(event.received_at)


def _commit(db: Database, rows: Sequence[_Row]) -> list[bool]:
    """For each row, whether it is new; one transaction at the driver's level, since an ack waits for it."""
    try:
        with closing(db.hearing.raw_connection()) as connection:
            return _to_sqlite(connection, rows) if db.is_sqlite else _to_postgres(connection, rows)
    except (db.engine.dialect.loaded_dbapi.Error, *AWAY) as error:
        raise StoreBusy(why(error)) from error


def _to_sqlite(connection: Any, rows: Sequence[_Row]) -> list[bool]:
    cursor = connection.cursor()
    _take_the_writers_place(cursor, min(ACK_WAIT_MS, connections.BUSY_WAIT_MS))
    fresh = [cursor.execute(_SQLITE, row).rowcount == 1 for row in rows]
    connection.commit()
    return fresh


def _take_the_writers_place(cursor: Any, wait_ms: int) -> None:
    """Returns as soon as it is ours: SQLite itself would look ever more seldom, and sleep past its turn."""
    until = time.monotonic() + wait_ms / 1000
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(LOOK_AGAIN_S)
        else:
            return


def _to_postgres(connection: Any, rows: Sequence[_Row]) -> list[bool]:
    # In one order everywhere, so that two processes with the same events wait for each other and never in a circle.
    columns = [list(column) for column in zip(*sorted(rows, key=itemgetter(0)), strict=True)]
    try:
        cursor = connection.cursor()
        cursor.execute(_POSTGRES, columns)
        fresh = {key: True for (key,) in cursor.fetchall()}
    except Exception:
        # Whatever came of it, the next event has a fresh connection.
        connection.invalidate()
        raise
    return [fresh.pop(row[0], False) for row in rows]


def waiting(db: Database, most: int = 200) -> list[Heard]:
    """Events that no job has taken yet, oldest first.

    One that cannot be opened stays where it is, to be taken once the right key is back, and holds up none behind it.
    """
    found: list[Heard] = []
    after: tuple[datetime, str] = (EPOCH, "")
    while True:
        rows = _WAITING.all(db, after_at=after[0], after_key=after[1], most=most)
        for row in rows:
            with suppress(BadSetting, ValueError):
                found.append(_heard(db, row))
        if len(found) >= most or len(rows) < most:
            return found[:most]
        after = rows[-1].received_at, rows[-1].key


_WAITING = Look(
    select(inbox)
    .where(inbox.c.job_id.is_(None))
    .where(inbox.c.received_at >= bindparam("after_at"))
    .where(or_(inbox.c.received_at > bindparam("after_at"), inbox.c.key > bindparam("after_key")))
    .order_by(inbox.c.received_at, inbox.c.key)
    .limit(bindparam("most"))
)


def unreadable(db: Database) -> int:
    """How many waiting events cannot be opened with the keys we have."""
    query = select(inbox.c.payload).where(inbox.c.job_id.is_(None))
    with db.looking() as connection:
        return sum(not _opens(db, payload) for payload in connection.execute(query).scalars())


def _opens(db: Database, payload: bytes) -> bool:
    try:
        json.loads(db.vault.unseal(payload))
    except (BadSetting, ValueError):
        return False
    return True


def find(db: Database, key: str) -> Heard | None:
    """One event by its key. BadSetting when it was sealed with a key that is not ours."""
    row = _OF_KEY.first(db, key_=key)
    return _heard(db, row) if row else None


_OF_KEY = Look(select(inbox).where(inbox.c.key == bindparam("key_")))


def take(session: Session, keys: Sequence[str], job_id: str) -> None:
    """Marks events as taken by a job, in the caller's transaction."""
    session.execute(_TAKE, {"keys": keys, "by": job_id})


_TAKE = inbox.update().where(inbox.c.key.in_(bindparam("keys", expanding=True))).values(job_id=bindparam("by"))


def _heard(db: Database, row: Any) -> Heard:
    return Heard(row.key, row.kind, json.loads(db.vault.unseal(row.payload)), row.received_at)
