"""The grammar of time: symbolic windows, so that a saved question stays relative, and the days they cover today.

| written | covers |
| --- | --- |
| `day:0` `week:-1` `month:0` `quarter:-1` `half:0` `year:1` | a whole calendar unit; weeks start on Monday |
| `fquarter:N` `fyear:N` `FY2027` `FY2027-Q2` | the same in fiscal years, named for the year they end in |
| `wtd` `mtd` `qtd` `ytd` | from the unit's start up to and including today |
| `last:30d` `next:14d` (`d w m q y`) | rolling, including today |
| `Q2` `H1` `oct` `12-29` `friday` | the current year's (week's), or the latest that has begun |
| `2017` `2017-Q2` `2017-H1` `2017-10` `2017-10-01` | as stated |
| `since:W` `before:W` `after:W` `until:W` | open-ended: from W's start; up to its start; from its end; up to its end |
| `A..B` | from the start of A to the first end of B after it |
"""

from __future__ import annotations

import re
from datetime import date, timedelta

Span = tuple[date | None, date | None]
"""Half-open: the first day in it, the first day after it; None is an open end."""

MONTHS = ("january", "february", "march", "april", "may", "june", "july",
          "august", "september", "october", "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fquarter": 3, "fyear": 12}
UNITS = ("day", "week", *MONTHS_IN)
LETTERS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
_DAY = timedelta(days=1)


def resolve(window: str, today: date, fiscal_start_month: int = 1) -> Span:
    """The days a window covers as a half-open range, None for an open end; ValueError for what is no window."""
    try:
        return _resolve(window.strip().lower(), today, fiscal_start_month)
    except (ValueError, OverflowError, KeyError) as error:
        raise ValueError(
            f"“{window}” is not a period I know; try “last quarter”, “Q2 2026” or “since March”."
        ) from error


def is_window(window: str) -> bool:
    """Whether this is written as a window."""
    try:
        resolve(window, date(2026, 1, 1))
    except ValueError:
        return False
    return True


def shift(window: str, n: int, today: date | None = None) -> str:
    """The window `n` of its own lengths later (earlier when negative), symbolic where the window is.

    Shape:  `Q1` shifted over New Year needs `today` to know its year; so do `ytd` and its like, which otherwise become
            the whole unit.  Raises: ValueError for a window that has no neighbour (`since:mar`).
    """
    token = window.strip()
    if match := re.fullmatch(rf"({'|'.join(UNITS)}):(-?\d+)", token, re.I):
        return f"{match[1].lower()}:{int(match[2]) + n}"
    if match := re.fullmatch(r"(last|next):(\d+)([dwmqy])", token, re.I):
        return _shift_rolling(match[1].lower(), int(match[2]), match[3].lower(), n)
    if match := re.fullmatch(r"([wmqy])td", token, re.I):
        return _shift_to_date(LETTERS[match[1].lower()], n, today)
    if match := re.fullmatch(r"(?:(FY)?(\d{4})-)?([QH])([1-4])", token, re.I):
        return _shift_part(match, n, today)
    if match := re.fullmatch(r"(FY)?(\d{4})", token, re.I):
        return f"{match[1] or ''}{int(match[2]) + n}"
    if match := re.fullmatch(r"(\d{4})-(\d\d)", token):
        first = _month_start(int(match[1]) * 12 + int(match[2]) - 1 + n)
        return f"{first.year}-{first.month:02d}"
    return _shift_by_days(token, n, today)


def a_year_before(window: str, today: date) -> str:
    """The window a year earlier; an open-ended one as it is."""
    unit = window.partition(":")[0]
    per_year = {"quarter": -4, "month": -12, "half": -2, "year": -1, "week": -52}.get(unit)
    if per_year is not None and ":" in window and ".." not in window:
        return shift(window, per_year, today)
    start, end = resolve(window, today)
    if start is None or end is None:
        return window
    if re.fullmatch(r"[QqHh]\d", window):
        return f"{start.year - 1}-{window.upper()}"
    if re.fullmatch(r"\d{4}(-[QH]?\d\d?)?", window):
        return f"{int(window[:4]) - 1}{window[4:]}"
    if window.endswith("td"):
        return shift(window, {"y": -1, "q": -4, "m": -12, "w": -52}[window[0]], today)
    last = end - _DAY
    return f"{moved(start, 'year', -1).isoformat()}..{moved(last, 'year', -1).isoformat()}"


def say_window(window: str, today: date | None = None, fiscal_start_month: int = 1) -> str:
    """The window in words, with its dates when `today` is given: “last quarter (1 Jul – 30 Sep 2026)”."""
    words = _words(window.strip())
    if today is None:
        return words
    start, end = resolve(window, today, fiscal_start_month)
    dates = _dates(start, end)
    return words if dates == words else f"{words} ({dates})"


# Resolving


def _resolve(token: str, today: date, fiscal: int) -> Span:
    first, dots, last = token.partition("..")
    if dots:
        start = _resolve(first, today, fiscal)[0]
        return start, _end_after(start, last, today, fiscal)
    head, colon, rest = token.partition(":")
    if colon and head in ("since", "before", "after", "until"):
        a, b = _resolve(rest, today, fiscal)
        return {"since": (a, None), "before": (None, a), "after": (b, None), "until": (None, b)}[head]
    if match := re.fullmatch(r"(last|next):(\d{1,5})([dwmqy])", token):
        return _rolling(match[1], int(match[2]), LETTERS[match[3]], today)
    if colon:
        return _unit(head, int(rest), today, fiscal)
    if match := re.fullmatch(r"([wmqy])td", token):
        return _unit(LETTERS[match[1]], 0, today, fiscal)[0], today + _DAY
    return _calendar(token, today, fiscal)


def _month_start(index: int) -> date:
    """First day of a month counted from year 0."""
    return date(index // 12, index % 12 + 1, 1)


def _unit(unit: str, n: int, today: date, fiscal: int) -> tuple[date, date]:
    if unit in ("day", "week"):
        length = _DAY * (7 if unit == "week" else 1)
        start = today - _DAY * (today.weekday() if unit == "week" else 0) + n * length
        return start, start + length
    months = MONTHS_IN[unit]
    offset = fiscal - 1 if unit.startswith("f") else 0
    index = today.year * 12 + today.month - 1 - offset
    first = index // months * months + n * months + offset
    return _month_start(first), _month_start(first + months)


def moved(day: date, unit: str, n: int) -> date:
    """A day moved by `n` units, at most to the last day of its month."""
    if unit in ("day", "week"):
        return day + _DAY * n * (7 if unit == "week" else 1)
    index = day.year * 12 + day.month - 1 + n * MONTHS_IN[unit]
    return min(_month_start(index) + _DAY * (day.day - 1), _month_start(index + 1) - _DAY)


def _rolling(side: str, n: int, unit: str, today: date) -> Span:
    if side == "last":
        return moved(today + _DAY, unit, -n), today + _DAY
    return today, moved(today, unit, n)


def _place(token: str, full_names: tuple[str, ...]) -> int | None:
    return next((i for i, full in enumerate(full_names) if len(token) >= 3 and full.startswith(token)), None)


def _in_year(part: str, year: int) -> tuple[date, date] | None:
    """`q2 h1 oct 10 12-29` of a year, or None when it is none of these."""
    if re.fullmatch(r"\d\d-\d\d", part):
        try:
            day = date.fromisoformat(f"{year}-{part}")
        except ValueError:
            if part != "02-29":
                raise
            day = date(year, 2, 28)
        return day, day + _DAY
    if match := re.fullmatch(r"q([1-4])", part):
        first, size = 3 * int(match[1]) - 3, 3
    elif match := re.fullmatch(r"h([12])", part):
        first, size = 6 * int(match[1]) - 6, 6
    else:
        month = int(part) - 1 if re.fullmatch(r"0[1-9]|1[0-2]", part) else _place(part, MONTHS)
        if month is None:
            return None
        first, size = month, 1
    return _month_start(year * 12 + first), _month_start(year * 12 + first + size)


def _fiscal_year(year: int, fiscal: int) -> tuple[int, int]:
    """First and last month index of the fiscal year that ends in `year`."""
    first = year * 12 + fiscal - 1 - (12 if fiscal > 1 else 0)
    return first, first + 12


def _calendar(token: str, today: date, fiscal: int) -> tuple[date, date]:
    if match := re.fullmatch(r"fy(\d{4})(?:-([qh])([1-4]))?", token):
        first, last = _fiscal_year(int(match[1]), fiscal)
        if match[2]:
            size = 3 if match[2] == "q" else 6
            first += size * (int(match[3]) - 1)
            if first >= last:
                raise ValueError(token)
            last = first + size
        return _month_start(first), _month_start(last)
    if match := re.fullmatch(r"(\d{4})(?:-(.+))?", token):
        year = int(match[1])
        span = _in_year(match[2], year) if match[2] else (date(year, 1, 1), date(year + 1, 1, 1))
        if span is None:
            raise ValueError(token)
        return span
    bare, strictly_past = token.removeprefix("last_"), token.startswith("last_")
    if (index := _place(bare, WEEKDAYS)) is not None:
        day = today - _DAY * ((today.weekday() - index) % 7 or (7 if strictly_past else 0))
        return day, day + _DAY
    spans = [_in_year(token, year) for year in (today.year, today.year - 1)]
    if spans[0] is None or spans[1] is None:
        raise ValueError(token)
    return spans[0] if spans[0][0] <= today else spans[1]


def _end_after(start: date | None, token: str, today: date, fiscal: int) -> date | None:
    """The B of `A..B`: its first end after A starts, in the next year where need be."""
    if start is None:
        raise ValueError(token)
    part = _in_year(token, start.year)
    if part is None:
        end = _resolve(token, today, fiscal)[1]
        if end is not None and end <= start:
            raise ValueError(token)
        return end
    if part[1] > start:
        return part[1]
    following = _in_year(token, start.year + 1)
    return following[1] if following else None


# Shifting


def _shift_rolling(side: str, count: int, letter: str, n: int) -> str:
    """A rolling window's neighbours: whole stretches of the same length in days, or of the unit."""
    if n == 0:
        return f"{side}:{count}{letter}"
    unit = LETTERS[letter]
    if letter in "dw":
        days = count * (7 if letter == "w" else 1)
        first = (1 - days if side == "last" else 0) + n * days
        return f"day:{first}..day:{first + days - 1}"
    first = (1 - count if side == "last" else 1) + n * count
    return f"{unit}:{first}..{unit}:{first + count - 1}"


def _shift_to_date(unit: str, n: int, today: date | None) -> str:
    if n == 0:
        return f"{unit[0]}td"
    if today is None:
        return f"{unit}:{n}"
    # Counted in days from today, so that a saved question moves on.
    return f"{unit}:{n}..day:{(moved(today, unit, n) - today).days}"


def _shift_part(match: re.Match[str], n: int, today: date | None) -> str:
    fiscal, year, letter, number = match.groups()
    per_year = 4 if letter.upper() == "Q" else 2
    position = int(number) - 1 + n
    part = f"{letter.upper()}{position % per_year + 1}"
    if year is None and position // per_year == 0 and today is None:
        return part
    if year is None:
        begun = resolve(match[0], today or date(1, 1, 1))[0]
        year = str(begun.year) if today and begun else None
    if year is None:
        raise ValueError(f"“{match[0]}” has no year, so the period {n} later is not known.")
    return f"{fiscal or ''}{int(year) + position // per_year}-{part}"


def _shift_by_days(token: str, n: int, today: date | None) -> str:
    """Any other bounded window, as dates; months stay months."""
    if today is None:
        raise ValueError(f"“{token}” needs a day to be moved from.")
    start, end = resolve(token, today)
    if start is None or end is None:
        raise ValueError(f"“{token}” is open-ended, so there is no period next to it.")
    if start.day == 1 and end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        start, end = moved(start, "month", months * n), moved(end, "month", months * n)
    else:
        start, end = start + (end - start) * n, end + (end - start) * n
    last = end - _DAY
    return start.isoformat() if last == start else f"{start.isoformat()}..{last.isoformat()}"


# Saying

_NAMED = {
    "day:0": "today", "day:-1": "yesterday", "day:1": "tomorrow",
    "wtd": "this week to date", "mtd": "this month to date", "qtd": "this quarter to date", "ytd": "this year to "
    "date",
}  # fmt: skip
_EDGE_WORDS = {"since": "since {}", "before": "before {}", "after": "after {}", "until": "up to and including {}"}


def _words(token: str) -> str:
    lower = token.lower()
    if lower in _NAMED:
        return _NAMED[lower]
    first, dots, last = token.partition("..")
    if dots:
        return f"{_words(first)} to {_words(last)}"
    head, colon, rest = token.partition(":")
    if colon and head.lower() in _EDGE_WORDS:
        return _EDGE_WORDS[head.lower()].format(_words(rest))
    if match := re.fullmatch(r"(last|next):(\d+)([dwmqy])", lower):
        return f"the {match[1]} {_counted(int(match[2]), LETTERS[match[3]])}"
    if colon and head.lower() in UNITS:
        return _unit_words(head.lower(), int(rest))
    return _calendar_words(token)


def _counted(n: int, unit: str) -> str:
    return f"{n} {unit}" + ("s" if n != 1 else "")


def _unit_words(unit: str, n: int) -> str:
    name = f"fiscal {unit[1:]}" if unit in ("fquarter", "fyear") else "half-year" if unit == "half" else unit
    if n in (-1, 0, 1):
        return f"{('this', 'next', 'last')[n]} {name}"
    return f"{_counted(abs(n), name)} {'ago' if n < 0 else 'ahead'}"


def _calendar_words(token: str) -> str:
    lower = token.lower()
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", lower):
        year, month, day_ = match.groups()
        return f"{int(day_)} {MONTHS[int(month) - 1][:3].title()} {int(year)}"
    if match := re.fullmatch(r"(?:(\d{4})-)?(\d\d)(?:-(\d\d))?", lower):
        year, month, day_ = match.groups()
        name = MONTHS[int(month) - 1]
        words = f"{int(day_)} {name[:3].title()}" if day_ else name.title()
        return f"{words} {year}" if year else words
    if match := re.fullmatch(r"(fy)?(\d{4})-([qh]\d)", lower):
        return f"{match[3].upper()} of {match[1].upper() if match[1] else ''}{match[2]}"
    if (index := _place(lower.removeprefix("last_"), WEEKDAYS)) is not None:
        return ("last " if lower.startswith("last_") else "") + WEEKDAYS[index].title()
    if (index := _place(lower, MONTHS)) is not None:
        return MONTHS[index].title()
    return token.upper()


def _dates(start: date | None, end: date | None) -> str:
    last = end - _DAY if end else None
    if start is None and last is None:
        return "all time"
    if start is None:
        return f"up to {_day(last)}"
    if last is None:
        return f"from {_day(start)}"
    if start == last:
        return _day(start)
    if start.year == last.year:
        same_month = start.month == last.month
        return f"{start.day}{'' if same_month else ' ' + _short(start)} – {_day(last)}"
    return f"{_day(start)} – {_day(last)}"


def _short(day: date) -> str:
    return MONTHS[day.month - 1][:3].title()


def _day(day: date | None) -> str:
    return f"{day.day} {_short(day)} {day.year}" if day else ""


PART_OF_A_YEAR = re.compile(r"q[1-4]|h[12]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d\d-\d\d", re.IGNORECASE)
"""Windows that say no year."""


def in_year(part: str, start: date, year: int) -> str:
    """The part of a year that begins then, in another year: `2026-12-15`, `2027-Q1`."""
    name = part.upper() if part[0] in "qQhH" else f"{start:%m}"
    return f"{year}-{name}{f'-{start:%d}' if '-' in part else ''}"
