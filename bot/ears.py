"""What hears: commits every event before it is acknowledged, from the first moment on, while the rest still starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store import inbox
from store.clock import Clock
from store.inbox import Heard
from store.session import Database


class Ears:
    """Commits events to the inbox and wakes whoever takes them from there, as soon as there is somebody."""

    def __init__(self, db: Database) -> None:
        self._db, self._clock = db, Clock(db)
        self._wake: Callable[[], None] | None = None

    def wakes(self, wake: Callable[[], None]) -> None:
        """Names who is told of every event from now on; those heard before stand in the inbox."""
        self._wake = wake

    def hear(self, key: str, kind: str, payload: dict[str, Any]) -> bool:
        """Whether the event is new; it is committed when this returns."""
        fresh = inbox.hear(self._db, key, kind, payload, self._clock.now())
        self._say_so()
        return fresh

    def hear_all(self, events: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        """Commits all of these events (key, kind, payload), or raises StoreBusy and keeps none."""
        now = self._clock.now()
        inbox.hear_all(self._db, [Heard(key, kind, payload, now) for key, kind, payload in events])
        self._say_so()

    def _say_so(self) -> None:
        if self._wake is not None:
            self._wake()
