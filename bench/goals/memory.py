"""Goal 8: what the front process weighs when nothing happens, against a minimal app with the same libraries."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil

from bench.children import DidNotStart, free_port, serving
from bench.room import Room
from bench.table import Line, could_not_run

IDLE_S = 10


def measure(room: Room) -> Iterator[Line]:
    """Resident memory ten seconds after the start, both processes idle side by side."""
    mine, least = free_port(), free_port()
    try:
        with (
            serving(
                "bot.cli", "run", "--http", "--no-worker", port=mine, environment=room.environment(mine), log=room.log
            ) as ours,
            serving("bench.bare_app", "minimal", str(least), port=least, environment={}, log=room.log) as floor,
        ):
            time.sleep(IDLE_S)
            weights = [psutil.Process(one.pid).memory_info().rss / 1e6 for one in (floor, ours)]
    except DidNotStart as error:
        yield could_not_run("8", "idle memory of the front", room.on, str(error))
        return
    yield Line("8", "idle memory of the front", room.on, weights[0], weights[1], "MB", 1.5, 1.25)
