"""Days that do not exist and periods that cannot be counted: named in a question, never a failure."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date

from domain.language.figures import figures_as_here
from domain.language.holidays import moving_day
from domain.language.intent import Ambiguous
from domain.language.message import Message
from domain.language.windows import MONTHS, resolve

DAY = re.compile(r"(?<!\d)(?:(\d{4})-)?(\d\d)-(\d\d)(?!\d)")
MONTH = re.compile(r"(?<!\d)\d{4}-(\d\d)(?![-\d])")
MANY_POINTS = re.compile(
    r"(?<![\w.])(?!\d{1,3}(?:\.\d{3})+(?!\d))\d+\.\d+\.[\d.]*\d(?:[kmb]|mil)?(?!\w)", re.IGNORECASE
)
NO_SUCH_QUARTER = re.compile(r"q(?:0|[5-9]|[1-9]\d)(?:(?:20)?\d\d)?|[05-9]q(?:\d\d)?|h(?:0|[3-9])")
LISTS_NOTHING = re.compile(r"\b(?:top|bottom|first|last|biggest|largest) 0(?![\d.,:/])", re.IGNORECASE)
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(?:\d\d|\d{4})")
LEADS = frozenset(
    ("in", "for", "of", "during", "since", "until", "by", "before", "after", "vs", "this", "last", "next")
)


def impossible(message: Message) -> Ambiguous | None:
    """The question for a day, quarter or period that does not exist; None where every one does."""
    if points := MANY_POINTS.search(figures_as_here(message.text)):
        sentence = (
            f"I cannot read “{points[0]}” as a number or a day: I read 1.2k, 1,200 and 2026-12-31. What did you mean?"
        )
        return Ambiguous(slot="threshold", question=sentence)
    if none := LISTS_NOTHING.search(message.text):
        return Ambiguous(slot="threshold", question=f"A list of “{none[0]}” would be empty. How many would you like?")
    sentence = _impossible_period(message) or _no_such_quarter(message) or _no_such_month(message)
    return Ambiguous(slot="time", question=sentence) if sentence else moving_day(message)


def _impossible_period(message: Message) -> str:
    for mention in message.drafted.mentions:
        if (
            mention.period is not None
            and mention.period.window[:1] != "@"
            and not _counts(mention.period.window, message.today)
        ):
            return why_not(mention.period.window, mention.text, message.today)
    return ""


def _counts(window: str, today: date) -> bool:
    """Whether a window covers days; a 29 February of a year that has none does not."""
    if not _resolves(window, today):
        return False
    leaps = isleap(today.year) or isleap(today.year + 1)
    return all(
        _is_day(int(y or 2024), int(m), int(d)) and (bool(y) or leaps or (m, d) != ("02", "29"))
        for y, m, d in DAY.findall(window)
    )


def _resolves(window: str, today: date) -> bool:
    try:
        resolve(window, today)
    except ValueError:
        return False
    return True


def why_not(window: str, words: str, today: date) -> str:
    """Why a window covers no days, and the question what was meant by the words."""
    for year, month, day in DAY.findall(window):
        if not year and (month, day) == ("02", "29"):
            return f"{today.year} has no 29 February, nor has {today.year + 1}. Which day did you mean?"
        if int(year or 2024) and not _is_day(int(year or 2024), int(month), int(day)):
            return _no_such_day(int(year or 0), int(month), int(day))
    if (found := MONTH.search(window)) and not 1 <= int(found[1]) <= 12:
        return _no_such_day(0, int(found[1]), 1)
    first, dots, last = window.partition("..")
    if dots and _resolves(first, today) and _resolves(last, today):
        return f"“{words}” ends before it begins. From which day to which day did you mean?"
    return f"“{words}” lies beyond the years I count with. Which day or period did you mean?"


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and year >= 1 and 1 <= day <= monthrange(year, month)[1]


def _no_such_day(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"There is no month {month}. Which day did you mean? I read dates as 2026-12-31 or 12/31/2026."
    name = f"{MONTHS[month - 1].title()}{f' {year}' if year else ''}"
    days = monthrange(year or 2024, month)[1]
    return f"There is no {day} {name}: that month has {days} days. Which day did you mean?"


def _no_such_quarter(message: Message) -> str:
    """“deals in q5”: a year has four quarters, and two halves."""
    for at, word in enumerate(message.words):
        if not NO_SUCH_QUARTER.fullmatch(word) or at in message.named:
            continue
        # “q9” in the middle of something else may be a name; said as a period it can only be a slip.
        if at == 0 or message.words[at - 1] in LEADS or at == len(message.words) - 1:
            parts = "two halves, H1 and H2" if word.startswith("h") else "four quarters, Q1 to Q4"
            return f"There is no {word.upper()}: a year has {parts}. Which one did you mean?"
    return ""


def _no_such_month(message: Message) -> str:
    """“31/12/2026”: dates are read month first, and no month is the 31st."""
    for token in message.tokens:
        found = MONTH_FIRST.fullmatch(token.text) if token.kind == "date" else None
        if found and not _is_day(2024, int(found[1]), int(found[2])):
            return _no_such_day(0, int(found[1]), int(found[2]))
    return ""
