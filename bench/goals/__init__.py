"""The goals. To add one, add a file with `measure(room)` that yields lines, and name it in `GOALS` here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.goals import ack, answer, loading, memory, metric, names, scans, start, words, writing
from bench.room import Room
from bench.table import Line

Measure = Callable[[Room], Iterator[Line]]

GOALS: dict[str, tuple[Measure, bool]] = {
    "8": (memory.measure, False),
    "9": (start.measure, False),
    "1": (answer.measure, True),
    "1b": (metric.measure, True),
    "2": (scans.measure, True),
    "4": (ack.measure, True),
    "5": (names.measure, False),
    "10": (writing.measure, True),
    "load": (loading.measure, True),
    "words": (words.measure, False),
}
"""Every goal's measurement, and whether the database matters to it.

What starts the bot comes first: others leave events in the inbox, which a bot that starts takes up.
"""
