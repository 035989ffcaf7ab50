"""Product time: real time plus one offset that every process reads, so a clock can be moved for a test or a demo."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Integer, Table, select

from domain.errors import Refused, StoreBusy
from store.session import Database
from store.types import metadata
from store.upsert import put

product_clock = Table(
    "app_clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offset_us", BigInteger, nullable=False),
)


EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Between these, every zone, window and due time around the clock is a time too."""


class NoSuchTime(Refused):
    """The clock cannot be moved there."""

    def __init__(self) -> None:
        super().__init__(
            f"The clock cannot be moved there: it shows times from {EARLIEST:%Y-%m-%d} to {LATEST:%Y-%m-%d}. "
            "Give a time between the two, or a shorter span."
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
            self._look()
        return datetime.now(UTC) + self._offset

    def _look(self) -> None:
        with self._lock:
            try:
                self._offset = self._read()
            except StoreBusy:
                # An event that comes while the database is away still has its time; it was read a moment ago.
                if self._read_at < 0:
                    raise
            self._read_at = time.monotonic()

    def move(self, *, to: datetime | None = None, by: timedelta = timedelta()) -> datetime:
        """Product time after the clock was set to a time, or moved by a span. NoSuchTime beyond what it may show."""
        offset = _offset(datetime.now(UTC), self._read(), to, by)
        with self._db.begin() as session:
            put(session, product_clock, id=1, offset_us=offset // timedelta(microseconds=1))
        self._read_at = -1e9
        return self.now()

    def _read(self) -> timedelta:
        with self._db.looking() as connection:
            offset = connection.execute(select(product_clock.c.offset_us)).scalar()
        return timedelta(microseconds=offset or 0)


def _offset(real: datetime, offset: timedelta, to: datetime | None, by: timedelta) -> timedelta:
    """What real time is to be moved by."""
    try:
        new = (to.astimezone(UTC) - real) if to else offset + by
        possible = EARLIEST <= real + new <= LATEST
    except OverflowError:
        possible = False
    if not possible:
        raise NoSuchTime
    return new
