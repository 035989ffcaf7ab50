"""Timing in turns: ours, floor, ours, floor, so that both meet the same machine."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence

Times = dict[str, list[float]]


def in_turns(rounds: int, warm_up: int = 3, **paths: Callable[[int], object]) -> Times:
    """Milliseconds of every path in every round; round `n` is given to the path, the first few are not counted."""
    times: Times = {name: [] for name in paths}
    gc.collect()
    for n in range(-warm_up, rounds):
        for name, path in paths.items():
            started = time.perf_counter()
            path(n)
            took = (time.perf_counter() - started) * 1000
            if n >= 0:
                times[name].append(took)
    return times


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    """The value that this share of the times does not pass: 0.95 for p95."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
