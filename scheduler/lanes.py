"""Order where it matters: jobs of one conversation run one after another, different conversations side by side."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger("quartermaster.lanes")


class Lanes:
    """A small pool of threads that never runs two tasks of one lane at the same time, and keeps their order."""

    def __init__(self, width: int = 10) -> None:
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="lane")
        self._waiting: dict[str, deque[Callable[[], None]]] = {}
        self._lock = threading.Lock()

    def submit(self, lane: str, task: Callable[[], None]) -> None:
        """Puts a task at the end of its lane."""
        with self._lock:
            idle = lane not in self._waiting
            self._waiting.setdefault(lane, deque()).append(task)
        if idle:
            self._pool.submit(self._drain, lane)

    def _drain(self, lane: str) -> None:
        while True:
            with self._lock:
                if not self._waiting[lane]:
                    del self._waiting[lane]
                    return
                task = self._waiting[lane].popleft()
            try:
                task()
            except Exception:
                log.exception("a task of lane %s failed", lane)

    def stop(self) -> None:
        """Lets running tasks end and drops those that wait; they are stored and run at the next start."""
        self._pool.shutdown(wait=True, cancel_futures=True)
