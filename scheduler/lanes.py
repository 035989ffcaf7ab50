"""Order where it matters: jobs of one conversation run one after another, different conversations side by side."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger("quartermaster.lanes")
Task = Callable[[], float | None]
"""A piece of work; it returns the seconds after which it wants to be tried again, or None when it is done."""


class Lanes:
    """A small pool of threads that never runs two tasks of one lane at the same time, and keeps their order.

    A task that wants to be tried again keeps its place: its lane rests until then, without holding a thread.
    """

    def __init__(self, width: int = 10) -> None:
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="lane")
        self._waiting: dict[str, deque[Task]] = {}
        self._lock = threading.Lock()
        self._resting: set[threading.Timer] = set()
        self._stopping = False

    def submit(self, lane: str, task: Task) -> None:
        """Puts a task at the end of its lane; after `stop` nothing is taken."""
        with self._lock:
            idle = lane not in self._waiting
            self._waiting.setdefault(lane, deque()).append(task)
            if idle:
                self._go_on(lane)

    def _go_on(self, lane: str) -> None:
        if not self._stopping:
            self._pool.submit(self._drain, lane)

    def _drain(self, lane: str) -> None:
        while task := self._next(lane):
            again_in_s = self._done(lane, task)
            if again_in_s is not None:
                self._rest(lane, task, again_in_s)
                return

    def _next(self, lane: str) -> Task | None:
        with self._lock:
            if self._stopping:
                return None
            if not self._waiting[lane]:
                del self._waiting[lane]
                return None
            return self._waiting[lane].popleft()

    def _done(self, lane: str, task: Task) -> float | None:
        try:
            return task()
        except BaseException:
            log.exception("a task of lane %s failed", lane)
            return None

    def _rest(self, lane: str, task: Task, seconds: float) -> None:
        timer = threading.Timer(seconds, lambda: self._wake(lane, timer))
        timer.daemon = True
        with self._lock:
            self._waiting[lane].appendleft(task)
            if not self._stopping:
                self._resting.add(timer)
                timer.start()

    def _wake(self, lane: str, timer: threading.Timer) -> None:
        with self._lock:
            self._resting.discard(timer)
            self._go_on(lane)

    def stop(self) -> None:
        """Lets running tasks end and drops those that wait; they are stored and run at the next start."""
        with self._lock:
            self._stopping = True
            for timer in self._resting:
                timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
