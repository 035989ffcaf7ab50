"""When a command holds: “until monday”, “for two days”, “tomorrow at 6”."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.message import Message, Span
from domain.language.points import UNIT_ENDS, Point, clock, duration, point


def times_in(message: Message, keys: dict[str, str]) -> tuple[dict[str, str], list[Span]]:
    """{argument: point or duration} after the words that open it, and the tokens they take."""
    words, found, spans = message.words, dict[str, str](), list[Span]()
    i = 0
    while i < len(words):
        key = keys.get(words[i])
        read: Point | None = None
        if key == "for" and words[i + 1 : i + 2] == ["the"] and words[i + 2 : i + 3] and words[i + 2] in UNIT_ENDS:
            found["until"] = UNIT_ENDS[words[i + 2]]
            spans.append(Span(i, i + 3, ""))
            i += 3
            continue
        if (
            key == "at"
            and i
            and words[i] in ("at", "by")
            and (read := point(message, i - 1, message.today))
            and read.length > 2
        ):
            found.setdefault(key, read.value)
            spans.append(Span(i - 1, i - 1 + read.length, ""))
            i += read.length - 1
            continue
        if key == "for" and words[i + 1 : i + 4] in (["the", "rest", "of"], ["the", "remainder", "of"]):
            read = point(message, i + 2, message.today)
            if read:
                found["until"] = read.value
                spans.append(Span(i, i + 2 + read.length, ""))
                i += 2 + read.length
                continue
        if key == "for":
            read = duration(message, i + 1)
            if read is None and words[i + 1 : i + 2] in (["today"], ["tonight"]):
                found["until"] = "eod"
                spans.append(Span(i, i + 2, ""))
                i += 2
                continue
        elif key:
            read = point(message, i + 1, message.today)
            if read is None and key == "at":
                time = clock(words, i)
                if time:
                    read = Point(f"todayT{time.value}", time.length - 1)
        if key and read:
            found.setdefault(key, read.value)
            spans.append(Span(i, i + 1 + read.length, ""))
            i += 1 + read.length
        else:
            i += 1
    return found, spans


def bare_time(message: Message, gone: Sequence[Span]) -> tuple[str, Span] | None:
    """A point in time that no word opens: “run it tomorrow at 6”."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    for i in range(len(message.words)):
        if i in covered:
            continue
        read = point(message, i, message.today)
        if (
            read is not None
            and message.words[i] not in ("now", "all", "last")
            and not (set(range(i, i + read.length)) & covered)
        ):
            return read.value, Span(i, i + read.length, "")
    return None
