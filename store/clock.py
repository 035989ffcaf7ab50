"""Product time: real time plus one offset that every process reads, so a clock can be moved for a test or a demo."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Integer, Table, select

from store.session import Database
from store.types import metadata
from store.upsert import put

product_clock = Table(
    "app_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offset_us", BigInteger, nullable=False),
)


class Clock:
    """Product time; the offset is read again at most every `recheck` seconds of real time."""

    def __init__(self, db: Database, recheck: float = 0.5) -> None:
        self._db, self._recheck = db, recheck
        self._offset, self._read_at = timedelta(), -1e9
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Aware UTC product time."""
        if time.monotonic() - self._read_at > self._recheck:
            with self._lock:
                self._offset, self._read_at = self._read(), time.monotonic()
        return datetime.now(UTC) + self._offset

    def move(self, *, to: datetime | None = None, by: timedelta = timedelta()) -> datetime:
        """Product time after the clock was set to a time, or moved by a span."""
        offset = (to - datetime.now(UTC)) if to else self._read() + by
        with self._db.begin() as session:
            put(session, product_clock, id=1, offset_us=offset // timedelta(microseconds=1))
        self._read_at = -1e9
        return self.now()

    def _read(self) -> timedelta:
        with self._db.looking() as connection:
            offset = connection.execute(select(product_clock.c.offset_us)).scalar()
        return timedelta(microseconds=offset or 0)
