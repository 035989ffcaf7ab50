"""Parts of a month or quarter by their place in it: “the 15th”, “the first week of november”, “last 10 days of "
"Q3”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.amounts import ONES
from domain.language.text import word_set
from domain.language.windows import moved

SUFFIXES = ("st", "nd", "rd", "th")
AHEAD = word_set(
    "closing close closes by due until till til before expected landing land lands pause stop hold schedule next "
    "signing run activate start turn snooze ending"
)
"""Words that speak of a day to come."""
BEHIND = word_set("closed won lost created since after wins losses logged opened added happened did was were sent")
PLACES = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
    "final": -1,
}
UNITS = dict.fromkeys(("day", "days"), "day") | dict.fromkeys(("week", "weeks", "wk", "wks"), "week")
UNITS |= dict.fromkeys(("month", "months", "mth", "mths"), "month")


def day_of_month(words: Sequence[str], at: int, today: date) -> tuple[date, int] | None:
    """(the day meant by “15th”, words it takes): the next one where something is to come, else the last."""
    if not re.fullmatch(r"\d{1,2}", words[at] if at < len(words) else "") or words[at + 1 : at + 2] not in _SUFFIXED:
        return None
    number, ahead = int(words[at]), bool(AHEAD & set(words)) and not BEHIND & set(words)
    if not 1 <= number <= 31:
        return None
    first = today.replace(day=1)
    step = 1 if ahead else -1
    for n in range(4):
        found = _day(moved(first, "month", n * step), number)
        if found is not None and (found >= today if ahead else found <= today):
            return found, 2
    return None


_SUFFIXED = [[suffix] for suffix in SUFFIXES]


def _day(first: date, number: int) -> date | None:
    """That day of a month; None where the month is too short."""
    found = first + timedelta(days=number - 1)
    return found if found.month == first.month else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many units at a place of a longer period: the first, the second …, or (-1) the last of them."""

    place: int
    number: int
    unit: str
    words: int


def place_in(words: Sequence[str], at: int) -> Stretch | None:
    """The stretch of “first week of”, “last 10 days of”, “first six months of”; None where there is none."""
    place = PLACES.get(words[at] if at < len(words) else "")
    if place is None:
        return None
    number, step = 1, at + 1
    if words[step : step + 1] and (spelt := _number(words[step])):
        number, step = spelt, step + 1
    unit = UNITS.get(words[step] if step < len(words) else "")
    if unit is None or words[step + 1 : step + 2] not in (["of"], ["in"]):
        return None
    return Stretch(place, number, unit, step + 2 - at)


def _number(word: str) -> int:
    return int(word) if re.fullmatch(r"\d{1,2}", word) else ONES.get(word, 0)


def stretch_in(start: date, end: date, stretch: Stretch) -> str:
    """The window of a stretch by its place in a longer one."""
    number, unit = stretch.number, stretch.unit
    first = moved(end, unit, -number) if stretch.place < 0 else moved(start, unit, stretch.place * number)
    last = min(moved(first, unit, number), end) - timedelta(days=1)
    return f"{max(first, start).isoformat()}..{last.isoformat()}"
