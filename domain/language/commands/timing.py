"""When a command holds: “until monday”, “for two days”, “tomorrow at 6”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.language.message import Message, Span
from domain.language.points import UNIT_ENDS, Point, clock, duration, point

SINCE = {"today": "day:0", "yesterday": "day:-1"}
"""Days that are looked back on, as windows."""


@dataclass
class _Times:
    found: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)

    def put(self, key: str, value: str, start: int, end: int) -> int:
        """The token to read on from, the argument noted unless it is said already."""
        self.found.setdefault(key, value)
        self.spans.append(Span(start, end, ""))
        return end


def times_in(message: Message, keys: Mapping[str, str]) -> tuple[dict[str, str], list[Span]]:
    """{argument: point or duration} after the words that open it, and the tokens they take."""
    times, i = _Times(), 0
    while i < len(message.words):
        key = keys.get(message.words[i], "")
        i = (_for(message, i, times) if key == "for" else _point(message, i, key, times) if key else 0) or i + 1
    return times.found, times.spans


def _for(message: Message, i: int, times: _Times) -> int:
    """“for the week”, “for the rest of the quarter”, “for 3 hours”, “for today”; the token after it, 0 for none."""
    words = message.words
    if words[i + 1 : i + 2] == ["the"] and words[i + 2 : i + 3] and words[i + 2] in UNIT_ENDS:
        times.found.pop("until", None)
        return times.put("until", UNIT_ENDS[words[i + 2]], i, i + 3)
    if words[i + 1 : i + 4] in (["the", "rest", "of"], ["the", "remainder", "of"]):
        read = point(message, i + 2, message.today)
        if read:
            times.found.pop("until", None)
            return times.put("until", read.value, i, i + 2 + read.length)
    if read := duration(message, i + 1):
        return times.put("for", read.value, i, i + 1 + read.length)
    if words[i + 1 : i + 2] in (["today"], ["tonight"]):
        times.found.pop("until", None)
        return times.put("until", "eod", i, i + 2)
    return 0


def _point(message: Message, i: int, key: str, times: _Times) -> int:
    """“until monday”, “tomorrow at 6”, “at noon”; the token after it, 0 for none."""
    words = message.words
    if key == "at" and i and words[i] in ("at", "by"):
        whole = point(message, i - 1, message.today)
        if whole and whole.length > 2:
            return times.put(key, whole.value, i - 1, i - 1 + whole.length)
    read = point(message, i + 1, message.today)
    if read is None and key == "at" and (time := clock(words, i)):
        read = Point(f"todayT{time.value}", time.length - 1)
    return times.put(key, read.value, i, i + 1 + read.length) if read else 0


def bare_time(message: Message, gone: Sequence[Span]) -> tuple[str, Span] | None:
    """A point in time that no word opens: “run it tomorrow at 6”."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    for i in (i for i in range(len(message.words)) if i not in covered):
        read = point(message, i, message.today)
        free = read is not None and not set(range(i, i + read.length)) & covered
        if read is not None and free and message.words[i] not in ("now", "all", "last"):
            return read.value, Span(i, i + read.length, "")
    return None
