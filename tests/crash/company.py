"""Several real processes of one company on one PostgreSQL, that are killed, put to sleep and started again."""

from __future__ import annotations

import os
import pickle
import signal
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.bootstrap import start
from bot.settings import Settings
from store import locks
from store.session import Database
from tests.office import KEY, Memory


class Street(Memory):
    """A surface that all processes speak to, with a file of its own; what was said twice stands there twice."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._of_thread = threading.local()
        with self._door() as door:
            door.execute(
                "CREATE TABLE IF NOT EXISTS said (ts INTEGER PRIMARY KEY, channel, key, card, versions, process, at)"
            )
            door.execute("CREATE TABLE IF NOT EXISTS held (account, process, began, ended)")

    @contextmanager
    def _door(self) -> Iterator[sqlite3.Connection]:
        if not hasattr(self._of_thread, "door"):
            self._of_thread.door = sqlite3.connect(self._file, timeout=60, isolation_level=None)
            self._of_thread.door.execute("PRAGMA journal_mode=WAL")
            self._of_thread.door.execute("PRAGMA synchronous=OFF")
        yield self._of_thread.door

    def post(self, place, card, key):  # type: ignore[no-untyped-def]
        """A message that stays."""
        with self._door() as door:
            said = door.execute(
                "INSERT INTO said (channel, key, card, versions, process, at) VALUES (?, ?, ?, 1, ?, ?)",
                (place.channel, key, pickle.dumps(card), os.getpid(), time.time()),
            )
            return str(said.lastrowid)

    def find(self, place, key):  # type: ignore[no-untyped-def]
        """The id of a message of this key."""
        with self._door() as door:
            row = door.execute("SELECT ts FROM said WHERE channel = ? AND key = ?", (place.channel, key)).fetchone()
            return str(row[0]) if row else None

    def update(self, place, message, card):  # type: ignore[no-untyped-def]
        """A change that stays."""
        with self._door() as door:
            door.execute(
                "UPDATE said SET card = ?, versions = versions + 1 WHERE ts = ?", (pickle.dumps(card), int(message))
            )

    def said(self) -> list[tuple[str, str, str, Any]]:
        """(channel, id, key, card) of everything that stands there."""
        with self._door() as door:
            rows = door.execute("SELECT channel, ts, key, card FROM said ORDER BY ts").fetchall()
        return [(channel, str(ts), key, pickle.loads(card)) for channel, ts, key, card in rows]

    def holds(self) -> list[tuple[str, int, float, float | None]]:
        """(account, process, from, until) of every time that an account was held."""
        with self._door() as door:
            return door.execute("SELECT account, process, began, ended FROM held ORDER BY began").fetchall()

    @contextmanager
    def holding(self, account: str) -> Iterator[None]:
        """Notes that this process holds an account."""
        with self._door() as door:
            row = door.execute("INSERT INTO held VALUES (?, ?, ?, NULL)", (account, os.getpid(), time.time())).lastrowid
            try:
                yield
            finally:
                door.execute("UPDATE held SET ended = ? WHERE rowid = ?", (time.time(), row))


def become(role: str, url: str, folder: Path) -> None:
    """Turns this process into one of the company's, for ever."""
    try:
        log = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for ours in (1, 2):
            os.dup2(log, ours)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _work(role, url, folder)
    except BaseException:  # noqa: BLE001  (nothing of the process that was forked may go on in this one)
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)


def _work(role: str, url: str, folder: Path) -> None:
    street = Street(folder / "street.db")
    _note_holds(street)
    settings = Settings(home=folder, database_url=url, key=SecretStr(KEY.decode()))
    process = start(settings, role, {"slack": street})
    if process.pump is not None:
        process.pump.start()
    while True:
        time.sleep(60)


def _note_holds(street: Street) -> None:
    real = locks.held

    @contextmanager
    def held(db: Database, accounts: Any, *rest: Any) -> Iterator[Mapping[str, int]]:
        # One action is of one account here, which is what makes overlaps visible.
        with real(db, accounts, *rest) as fences, street.holding(accounts[0][0] if accounts else ""):
            yield fences

    locks.held = held  # type: ignore[assignment]
