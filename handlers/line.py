"""So many conversations at once and no more: whoever has to wait is told their place."""

from __future__ import annotations

import time

from domain.errors import QuartermasterError
from domain.thresholds import whole
from domain.work import Request
from handlers.desk import Desk
from store import inbox
from store.jobs import Job

FRESH_S = 5.0


class MostAtOnce:
    """How many conversations are worked on at once; the setting is looked up every few seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._known, self._until = desk, 0, 0.0

    def __call__(self) -> int:
        if not self._known or time.monotonic() > self._until:
            self._until = time.monotonic() + FRESH_S
            try:
                self._known = whole(self._desk.settings()["guard.conversations"])
            except QuartermasterError:
                # The database is away for a moment; what was known still holds.
                self._known = self._known or 1
        return self._known


def tell_place(desk: Desk, job: Job, place: int) -> None:
    """Says to whoever asked, and to nobody else, where they stand in the line."""
    heard = inbox.find(desk.db, job.inbox_key)
    meant = desk.read(heard, desk) if heard else None
    if not isinstance(meant, Request) or meant.place.surface not in desk.voices:
        return
    most = whole(desk.settings()["guard.conversations"])
    said = f"{most} conversations are being worked on; yours is number {place} in line and is answered in its turn."
    thread = meant.place.model_copy(update={"thread": meant.place.thread or meant.place.message, "message": ""})
    desk.voice(meant.place).note(thread, meant.place.user, said)
