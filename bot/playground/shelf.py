"""Where the local Slack keeps everything: in memory to read, written through to one file, so a crash loses nothing."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

Json = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id)
);
CREATE TABLE IF NOT EXISTS contents (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
"""
PUT = """
INSERT INTO documents (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body
"""


class Shelf:
    """Documents by kind and id, in the order they were first put there. One lock guards them all."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        # What is committed outlives a killed process; only a power cut could lose the last few writes.
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.executescript(TABLES)
        self._kinds: dict[str, dict[str, Json]] = {}
        for kind, name, body in self._file.execute("SELECT kind, id, body FROM documents ORDER BY n"):
            self._kinds.setdefault(kind, {})[name] = json.loads(body)

    def all(self, kind: str) -> dict[str, Json]:
        """Every document of a kind by its id; hold the lock while looking through it."""
        return self._kinds.setdefault(kind, {})

    def get(self, kind: str, name: str) -> Json | None:
        """One document, or None."""
        return self.all(kind).get(name)

    def put(self, kind: str, name: str, body: Json) -> Json:
        """The document, after it is in the file."""
        with self.lock:
            self._file.execute(PUT, (kind, name, json.dumps(body)))
            self.all(kind)[name] = body
        return body

    def drop(self, kind: str, name: str) -> Json | None:
        """The document that was there, if any."""
        with self.lock:
            self._file.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, name))
            return self.all(kind).pop(name, None)

    def put_content(self, name: str, content: bytes) -> None:
        """Keeps the bytes of a file, which are never held in memory."""
        with self.lock:
            self._file.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (name, content))

    def content(self, name: str) -> bytes | None:
        """The bytes of a file, or None."""
        with self.lock:
            row = self._file.execute("SELECT bytes FROM contents WHERE id = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def close(self) -> None:
        """Lets go of the file."""
        with self.lock:
            self._file.close()
