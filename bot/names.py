"""Names people use, read from the mirror once and again only when the mirror has changed."""

from __future__ import annotations

import threading
import time

from domain.language.names import NameIndex, Names
from store.crm.names import load_names, names_version
from store.session import Database


class NamesOfCompany:
    """The company's names; looks for changes at most every `recheck_s` seconds."""

    def __init__(self, db: Database, recheck_s: float = 2.0) -> None:
        self._db, self._recheck_s = db, recheck_s
        self._lock = threading.Lock()
        self._names: NameIndex | None = None
        self._version: object = None
        self._looked_at = 0.0

    def __call__(self) -> NameIndex:
        """The names as of the latest look."""
        with self._lock:
            if self._names is None or time.monotonic() - self._looked_at > self._recheck_s:
                self._look()
            return self._names or Names.build()

    def _look(self) -> None:
        with self._db.reading() as connection:
            version = names_version(connection)
            if self._names is None or version != self._version:
                self._names, self._version = load_names(connection, self._db), version
        self._looked_at = time.monotonic()
