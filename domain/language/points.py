"""Points in time, durations and schedules of commands: “until monday 9am”, “for 3 hours”, “every friday at 4”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.amounts import read_amount
from domain.language.message import Message
from domain.language.periods import DAY_WORDS, Reader
from domain.language.windows import WEEKDAYS, resolve

ENDS = {"eod": "eod", "eow": "eow", "eom": "eom", "eoq": "eoq", "eoy": "eoy", "cob": "eod", "close of business": "eod"}
UNIT_ENDS = {
    "day": "eod",
    "week": "eow",
    "month": "eom",
    "quarter": "eoq",
    "qtr": "eoq",
    "year": "eoy",
    "wk": "eow",
    "yr": "eoy",
    "today": "eod",
    "the day": "eod",
}
TIMES = {"noon": "12:00", "midnight": "00:00", "midday": "12:00"}


@dataclass(frozen=True, slots=True)
class Point:
    """A point or duration read from words; `length` is the tokens it takes."""

    value: str
    length: int


def clock(words: list[str], at: int, *, bare: bool = False) -> Point | None:
    """A time of day, `HH:MM`: “9am”, “at 17:30”, “noon”; a bare hour only after `at`."""
    start = at
    said_at = False
    while at < len(words) and words[at] in ("at", "by", "around", "@"):
        said_at, at = True, at + 1
    if at >= len(words):
        return None
    word = words[at]
    if word in TIMES:
        return Point(TIMES[word], at + 1 - start)
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?\s?([ap])?\.?m?\.?", word)
    if match is None or not (":" in word or match[3] or said_at or bare):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    used = at + 1
    half = match[3] or (words[used][0] if used < len(words) and words[used] in ("am", "pm", "a.m", "p.m") else "")
    if not match[3] and half:
        used += 1
    if used < len(words) and words[used] in ("o'clock", "oclock"):
        used += 1
    if hour > 23 or minute > 59:
        return None
    if not half and ":" not in word and 1 <= hour <= 5:
        # Nobody meets at four in the night: a bare early hour is one of the afternoon.
        half = "p"
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return Point(f"{hour:02d}:{minute:02d}", used - start)


def point(message: Message, at: int, today: date) -> Point | None:
    """A point in time that starts at a token: a day, an end of a unit, with or without a time of day."""
    words = message.words
    skip = 1 if at < len(words) and words[at] in ("the", "this") and words[at : at + 2] != ["this", "morning"] else 0
    found = _day(message, at + skip, today) or (_day(message, at, today) if skip else None)
    if found is None:
        time = clock(words, at)
        if time is None:
            return None
        after = _day(message, at + time.length, today)
        if after is not None and not after.value.startswith("eo"):
            return Point(f"{after.value}T{time.value}", time.length + after.length)
        return Point(f"todayT{time.value}", time.length)
    length = found.length + (skip if _day(message, at + skip, today) else 0)
    value = found.value
    if at + length < len(words) and words[at + length] in ("morning", "afternoon", "evening", "night"):
        length += 1
    time = clock(words, at + length)
    if time is not None and "T" not in value:
        return Point(f"{value}T{time.value}", length + time.length)
    return Point(value, length)


def _day(message: Message, at: int, today: date) -> Point | None:
    words = message.words
    if at >= len(words):
        return None
    word = words[at]
    if word in ENDS:
        return Point(ENDS[word], 1)
    if words[at : at + 3] == ["close", "of", "business"]:
        return Point("eod", 3)
    if word in ("now", "today", "tomorrow", "tmrw", "yesterday"):
        return Point({"tmrw": "tomorrow"}.get(word, word), 1)
    if word in ("tonight",):
        return Point("eod", 1)
    if words[at : at + 2] in (["this", "morning"], ["this", "afternoon"]):
        return Point("day:0", 2)
    if words[at : at + 2] == ["last", "night"]:
        return Point("day:-1", 2)
    if word in ("end", "close") and words[at + 1 : at + 2] == ["of"]:
        return _end_of(message, at, today)
    if word == "rest" and words[at + 1 : at + 2] == ["of"]:
        return _end_of(message, at, today)
    if word in ("start", "beginning") and words[at + 1 : at + 2] == ["of"]:
        found = Reader(message.tokens, today).base(at)
        if found:
            return Point(found.window.partition(":")[2], found.length)
    if word == "weekend":
        return Point("saturday", 1)
    found = Reader(message.tokens, today).base(at)
    if found is None:
        return None
    window = found.window
    if window in WEEKDAYS or window.startswith("last_"):
        return Point(window, found.length)
    if match := re.fullmatch(r"day:([1-7])", window):
        # “next monday” is the next one, whatever the day today.
        day = WEEKDAYS[(today.weekday() + int(match[1])) % 7]
        if any(w in DAY_WORDS for w in words[at : at + found.length]):
            return Point(day, found.length)
    named = any(w in DAY_WORDS for w in words[at : at + found.length])
    if (match := re.fullmatch(r"day:(-?[0-7])", window)) and named:
        return Point(WEEKDAYS[(today.weekday() + int(match[1])) % 7], found.length)
    if window.startswith("until:"):
        unit = window.split(":")[1]
        return Point(UNIT_ENDS.get(unit, window), found.length)
    if window.startswith("since:"):
        return Point(window.removeprefix("since:"), found.length)
    return Point(window, found.length)


def _end_of(message: Message, at: int, today: date) -> Point | None:
    """“end of the quarter”, “rest of the week”, “end of january”."""
    words = message.words
    step = at + 2
    while step < len(words) and words[step] in ("the", "this", "our", "current"):
        step += 1
    if step < len(words) and words[step] in UNIT_ENDS:
        return Point(UNIT_ENDS[words[step]], step + 1 - at)
    if words[step : step + 1] == ["business"]:
        return Point("eod", step + 1 - at)
    found = Reader(message.tokens, today).base(step)
    if found is None:
        return None
    _, end = resolve(found.window, today)
    if end is None:
        return None
    return Point((end - timedelta(days=1)).isoformat(), step + found.length - at)


def duration(message: Message, at: int) -> Point | None:
    """A length of time: `3h`, `2d`, `30min`; months and quarters in days."""
    step = at + (message.words[at : at + 1] in (["the"], ["another"], ["about"]))
    step += message.words[step : step + 1] == ["next"]
    amount = read_amount(message.tokens, step)
    if (
        amount is None
        and message.words[step : step + 1]
        and step > at
        and message.words[step] in ("week", "day", "hour", "month", "few")
    ):
        unit = message.words[step]
        sizes = {"week": "7d", "day": "1d", "hour": "1h", "month": "30d"}
        return Point(sizes[unit], step + 1 - at) if unit in sizes else None
    if amount is None:
        return None
    length = step - at + amount.length
    if amount.unit == "minute":
        return Point(f"{int(amount.value)}min", length)
    if amount.unit == "hour":
        return Point(f"{amount.number}h" if isinstance(amount.number, int) else f"{int(amount.value * 60)}min", length)
    if amount.days is not None and amount.unit:
        return Point(f"{amount.days}d", length)
    return None


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often something is sent: `{every, on, at}`."""

    every: str
    on: str = ""
    at: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def meaning(self) -> dict[str, str]:
        """The schedule in neutral words."""
        found = {"every": self.every, "on": self.on, "at": self.at}
        return {key: value for key, value in found.items() if value}


EVERY = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "hourly": "hour",
    "yearly": "year",
    "biweekly": "2w",
    "nightly": "day",
    "annually": "year",
}
UNITS = {
    "day": "day",
    "morning": "day",
    "evening": "day",
    "afternoon": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "hour": "hour",
    "year": "year",
    "weekday": "weekday",
    "night": "day",
    "workday": "weekday",
    "qtr": "quarter",
    "days": "day",
    "weekdays": "weekday",
    "wk": "week",
    "mornings": "day",
    "business": "weekday",
}


PARTS_OF_DAY = ("morning", "afternoon", "evening", "night", "mornings", "afternoons", "evenings")


def _part_of_day_after(words: list[str], end: int) -> int:
    """“every friday afternoon”: the part of the day goes with the day before it."""
    return end + (words[end : end + 1] != [] and words[end] in PARTS_OF_DAY)


def _day_of_each_month(words: list[str], at: int) -> tuple[int, tuple[int, int]] | None:
    """(day, tokens) of “on the 15th of each month”, “monthly on the 1st”; None where no such day is said."""
    if not re.fullmatch(r"\d{1,2}", words[at]) or words[at + 1 : at + 2] not in ([["st"], ["nd"], ["rd"], ["th"]]):
        return None
    start = at - (words[at - 1 : at] == ["the"])
    start -= words[start - 1 : start] == ["on"] and start > 0
    tail = words[at + 2 : at + 5]
    each = tail[:1] == ["of"] and tail[1:2] and tail[1] in ("every", "each", "the") and tail[2:3] == ["month"]
    monthly = "monthly" in words or any(words[i : i + 2] == ["every", "month"] for i in range(len(words)))
    if not (each or monthly):
        return None
    return int(words[at]), (start, at + 5 if each else at + 2)


Stated = tuple[str, str, tuple[int, int]]
"""(every, on, tokens) of one statement of a schedule; either may be empty."""


def schedule(message: Message) -> Schedule | None:
    """The schedule a message states; None when it states none."""
    every, on, spans = "", "", list[tuple[int, int]]()
    for i in range(len(message.words)):
        found = _stated(message, i, every, on)
        if found is not None:
            every, on = found[0] or every, found[1] or on
            spans.append((found[2][0], _part_of_day_after(message.words, found[2][1])))
    if not every:
        return None
    if every == "week" and not on and (day := _weekday_beside(message.words, spans)):
        on, spans = day[0], [*spans, day[1]]
    return _at_a_time(message, Schedule(every, on), spans)


def _stated(message: Message, i: int, every: str, on: str) -> Stated | None:
    """What the words at a place say of how often: “daily”, “every friday”, “on the 1st of each month”."""
    words = message.words
    word, before, after = words[i], words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
    single = word[:-1] if word.endswith("s") and word[:-1] in WEEKDAYS else ""
    if word in EVERY and not every:
        of_a_report = word == "quarterly" and after in ("forecast", "report", "summary", "review", "business")
        return None if of_a_report else (EVERY[word], "", (i, i + 1))
    if word in ("every", "each", "once"):
        return _each(message, i, word, after)
    if single and not on:
        return "week", single, (i - (before in ("on", "every")), i + 1)
    if word in DAY_WORDS and before in ("on", ",") and (every or any(w in EVERY for w in words)):
        return "", DAY_WORDS[word], (i - 1, i + 1)
    if word in ("weekdays", "mornings") and not every:
        return UNITS[word], "", (i - (before in ("on", "in")), i + 1)
    if monthly := _day_of_each_month(words, i):
        return "month", str(monthly[0]), monthly[1]
    if word in ("1st", "first") and words[i + 1 : i + 4] in OF_THE_MONTH:
        return "month", "1", (i - (before == "the") - (words[i - 2 : i - 1] == ["on"]), i + 4)
    return None


OF_THE_MONTH = [["of", which, "month"] for which in ("the", "each", "every")]


def _each(message: Message, i: int, word: str, after: str) -> Stated | None:
    """“every day”, “each friday”, “every other week”, “once a month”, “every 2 weeks”."""
    words = message.words
    if word != "once" and after in UNITS:
        return UNITS[after], "", (i, i + 2 + (after == "business"))
    if word != "once" and after in DAY_WORDS:
        return "week", DAY_WORDS[after], (i, i + 2)
    if word != "once" and after == "other" and words[i + 2 : i + 3] == ["week"]:
        return "2w", "", (i, i + 3)
    if word != "each" and after in ("a", "per") and words[i + 2 : i + 3] and words[i + 2] in UNITS:
        return UNITS[words[i + 2]], "", (i, i + 3)
    amount = read_amount(message.tokens, i + 1) if word == "every" else None
    if amount is None or not amount.unit:
        return None
    often = f"{int(amount.value)}{amount.unit[0]}" if amount.value != 1 else amount.unit
    return often, "", (i, i + 1 + amount.length)


def _weekday_beside(words: list[str], spans: list[tuple[int, int]]) -> tuple[str, tuple[int, int]] | None:
    """The weekday of “weekly … friday”, with its tokens."""
    free = (i for i, w in enumerate(words) if w in DAY_WORDS and not any(a <= i < b for a, b in spans))
    day = next(free, None)
    if day is None:
        return None
    return DAY_WORDS[words[day]], (day - (day > 0 and words[day - 1] == "on"), day + 1)


def _at_a_time(message: Message, stated: Schedule, spans: list[tuple[int, int]]) -> Schedule:
    """The schedule with the time of day that is said."""
    for i in range(len(message.words)):
        time = clock(message.words, i)
        if time and not any(a <= i < b for a, b in spans):
            return Schedule(stated.every, stated.on, time.value, (*spans, (i, i + time.length)))
    return Schedule(stated.every, stated.on, "", tuple(spans))
