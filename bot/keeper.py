"""Looks after what nobody asks for while the bot runs: signs the audit chain's head, often and when it stops."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from domain.errors import QuartermasterError
from handlers.desk import Desk

log = logging.getLogger("quartermaster.keeper")
EVERY_S = 10.0


class Keeper:
    """One thread of the front process. What it cannot do now is said in the log and tried again.

    Of several fronts only the one that leads signs: two would hold each other's lines for a forgery.
    """

    def __init__(self, desk: Desk, every_s: float = EVERY_S, leads: Callable[[], bool] = lambda: True) -> None:
        self._desk, self._every_s, self._leads = desk, every_s, leads
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begins to look after things."""
        self._thread.start()

    def stop(self) -> None:
        """Signs what is new and ends."""
        self._stopping.set()
        self._thread.join(timeout=10)
        self._sign(at_end=True)

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self._sign()

    def _sign(self, *, at_end: bool = False) -> None:
        desk, checkpoints = self._desk, self._desk.checkpoints
        if checkpoints is None or not self._leads():
            return
        try:
            if at_end:
                checkpoints.write(desk.db, desk.now())
            else:
                checkpoints.write_when_due(desk.db, desk.now())
        except (QuartermasterError, OSError) as error:
            log.warning("the audit chain could not be signed: %s", error)
