"""Order where it matters: jobs of one conversation run one after another, different conversations side by side."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger("quartermaster.lanes")
Task = Callable[[], float | None]
"""A piece of work; it returns the seconds after which it wants to be tried again, or None when it is done."""
Tell = Callable[[int], None]
"""Says to whoever asked how many are before them in the line, themselves included."""
MOST_THREADS = 64


class Line:
    """Lanes that wait for their turn: rooms take turns, so that one with many lanes does not keep another waiting."""

    def __init__(self) -> None:
        self._by_room: OrderedDict[str, deque[str]] = OrderedDict()
        self._lanes = set[str]()

    def __contains__(self, lane: str) -> bool:
        return lane in self._lanes

    def __bool__(self) -> bool:
        return bool(self._by_room)

    def add(self, lane: str) -> None:
        """Puts a lane at the end of its room's."""
        self._lanes.add(lane)
        self._by_room.setdefault(_room(lane), deque()).append(lane)

    def take(self) -> str:
        """The lane whose turn it is; its room has its next turn after every other."""
        room, lanes = next(iter(self._by_room.items()))
        lane = lanes.popleft()
        self._lanes.discard(lane)
        del self._by_room[room]
        if lanes:
            self._by_room[room] = lanes
        return lane

    def places(self) -> dict[str, int]:
        """Each lane's place in the line, from 1."""
        rooms, places = [list(lanes) for lanes in self._by_room.values()], dict[str, int]()
        for turn in range(max((len(lanes) for lanes in rooms), default=0)):
            for lanes in rooms:
                if turn < len(lanes):
                    places[lanes[turn]] = len(places) + 1
        return places


def _room(lane: str) -> str:
    """The channel or direct conversation that a lane's thread is in."""
    return lane.rpartition(":")[0] or lane


class Lanes:
    """Never runs two tasks of one lane at the same time, keeps their order, and runs so many lanes at once, no more.

    A task that wants to be tried again keeps its place: its lane rests until then, without holding a thread.
    """

    def __init__(self, most: Callable[[], int] = lambda: 10) -> None:
        self._pool = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="lane")
        self._most, self._active = most, 0
        self._waiting: dict[str, deque[Task]] = {}
        self._line = Line()
        self._tells: dict[str, tuple[float, Tell]] = {}
        self._lock = threading.Lock()
        self._resting: set[threading.Timer] = set()
        self._stopping = False

    def submit(self, lane: str, task: Task, tell: Tell | None = None) -> None:
        """Puts a task at the end of its lane; after `stop` nothing is taken. `tell` is for a lane that has to wait."""
        with self._lock:
            idle = lane not in self._waiting
            self._waiting.setdefault(lane, deque()).append(task)
            if not idle:
                return
            self._line.add(lane)
            self._start_some()
            if tell is not None and lane in self._line:
                self._tells[lane] = (time.monotonic(), tell)

    def tell_waiting(self, for_s: float = 1.0) -> int:
        """How many lanes that have waited for so long were told their place now; each is told once."""
        now = time.monotonic()
        with self._lock:
            late = [lane for lane, (since, _) in self._tells.items() if now - since >= for_s]
            places = self._line.places() if late else {}
            due = [(self._tells.pop(lane)[1], places[lane]) for lane in late if lane in places]
        for tell, place in due:
            tell(place)
        return len(due)

    def _start_some(self) -> None:
        """Gives free turns to whoever waits. The lock is held."""
        while self._line and self._active < min(self._most(), MOST_THREADS) and not self._stopping:
            lane = self._line.take()
            self._tells.pop(lane, None)
            self._active += 1
            self._pool.submit(self._turn, lane)

    def _turn(self, lane: str) -> None:
        """One task of a lane; then whoever waits comes first."""
        task = self._next(lane)
        again_in_s = self._done(lane, task) if task is not None else None
        with self._lock:
            self._active -= 1
            if task is not None and again_in_s is not None:
                self._rest(lane, task, again_in_s)
            elif self._waiting.get(lane):
                self._line.add(lane)
            else:
                self._waiting.pop(lane, None)
            self._start_some()

    def _next(self, lane: str) -> Task | None:
        with self._lock:
            return None if self._stopping or not self._waiting.get(lane) else self._waiting[lane].popleft()

    def _done(self, lane: str, task: Task) -> float | None:
        try:
            return task()
        except BaseException:
            log.exception("a task of lane %s failed", lane)
            return None

    def _rest(self, lane: str, task: Task, seconds: float) -> None:
        """Lets a lane rest with its task in front. The lock is held."""
        timer = threading.Timer(seconds, lambda: self._wake(lane, timer))
        timer.daemon = True
        self._waiting[lane].appendleft(task)
        if not self._stopping:
            self._resting.add(timer)
            timer.start()

    def _wake(self, lane: str, timer: threading.Timer) -> None:
        with self._lock:
            self._resting.discard(timer)
            self._line.add(lane)
            self._start_some()

    def stop(self) -> None:
        """Lets running tasks end and drops those that wait; they are stored and run at the next start."""
        with self._lock:
            self._stopping = True
            for timer in self._resting:
                timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
