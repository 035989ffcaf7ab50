"""Keeps saying that this process is alive, and takes over from those that say so no more."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

from domain.errors import TryLater
from store.leases import Lease

log = logging.getLogger("quartermaster.lease")
BEAT_S = 2.0
TakeOver = Callable[[set[str]], None]
"""Takes up what no living process is at; it is told the ids of those that live."""


def end_at_once() -> None:
    """Ends this process without a word to anybody: its work is in other hands, and whoever runs it starts it again."""
    os._exit(75)


class Heart:
    """One thread that beats for as long as the process lives.

    A lost database stops the process from being sure, not from living; a lease that others took away ends it.
    """

    def __init__(self, lease: Lease, end: Callable[[], None] = end_at_once, beat_s: float = BEAT_S) -> None:
        self.lease, self._end, self._beat_s = lease, end, beat_s
        self._take_over: TakeOver | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        """Begins to live. Raises: StoreBusy when the database is away."""
        self.lease.take()
        self._beat()
        self._thread.start()

    def takes_over(self, take_over: TakeOver) -> None:
        """Names what is done, from now on, about the work of processes that died."""
        self._take_over = take_over

    def stop(self) -> None:
        """Ends the lease; what is left of this process's work is taken over at once."""
        self._stopping.set()
        self._thread.join(timeout=10)
        self.lease.let_go()

    def _run(self) -> None:
        while not self._stopping.wait(self._beat_s):
            try:
                self._beat()
                self._look_after_the_dead()
            except TryLater as delay:
                log.warning("nobody can say who is alive: %s", delay)
            except Exception:
                log.exception("the work of processes that died could not be taken over; it is tried again")

    def _beat(self) -> None:
        if not self.lease.beat():
            log.error("this process was taken for dead, and its work was taken over; it ends")
            self._end()

    def _look_after_the_dead(self) -> None:
        if self._take_over is None:
            return
        with self.lease.burying() as living:
            if living is not None:
                self._take_over(living)
