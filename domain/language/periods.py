"""Words about time as symbols: periods (“last quarter”, “since march”) and points (“until monday”, “by eoq”)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.language.amounts import read_amount
from domain.language.parts_of_periods import day_of_month, place_in, stretch_in
from domain.language.text import Token, phrase_list, word_set
from domain.language.windows import MONTHS, WEEKDAYS, resolve

WHICH = {
    "this": 0,
    "current": 0,
    "the current": 0,
    "ongoing": 0,
    "present": 0,
    "running": 0,
    "the present": 0,
    "last": -1,
    "previous": -1,
    "prev": -1,
    "prior": -1,
    "past": -1,
    "preceding": -1,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "following": 1,
    "lst": -1,
    "nxt": 1,
    "ths": 0,
}
UNIT_WORDS = {
    "day": "day",
    "week": "week",
    "wk": "week",
    "month": "month",
    "mth": "month",
    "mo": "month",
    "quarter": "quarter",
    "qtr": "quarter",
    "q": "quarter",
    "half": "half",
    "half year": "half",
    "year": "year",
    "yr": "year",
    "fiscal quarter": "fquarter",
    "fiscal year": "fyear",
    "fy": "fyear",
    "fiscal": "fyear",
    "fq": "fquarter",
    "calendar year": "year",
    "calendar quarter": "quarter",
}
MONTH_WORDS = {full[:3]: full[:3] for full in MONTHS} | {full: full[:3] for full in MONTHS} | {"sept": "sep"}
DAY_WORDS = {full: full for full in WEEKDAYS} | {
    "mon": "monday",
    "tue": "tuesday",
    "tues": "tuesday",
    "wed": "wednesday",
    "weds": "wednesday",
    "thu": "thursday",
    "thur": "thursday",
    "thurs": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
NAMED = {
    "today": "day:0",
    "yesterday": "day:-1",
    "yday": "day:-1",
    "tomorrow": "day:1",
    "tmrw": "day:1",
    "tonight": "day:0",
    "wtd": "wtd",
    "mtd": "mtd",
    "qtd": "qtd",
    "ytd": "ytd",
    "2day": "day:0",
    "yest": "day:-1",
    "tomorow": "day:1",
}
ENDS = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
LETTER = {"day": "d", "week": "w", "month": "m", "quarter": "q", "year": "y"}
EDGES = {
    "since": "since",
    "before": "before",
    "after": "after",
    "until": "until",
    "till": "until",
    "til": "until",
    "by": "until",
    "through": "until",
    "thru": "until",
    "prior": "before",
    "starting": "since",
    "beginning": "since",
    "upto": "until",
}
OPENS_AFTER = (
    dict.fromkeys(("onwards", "onward", "or later", "and later", "or after", "at the earliest", "and on"), "since")
    | dict.fromkeys(("forward", "and after", "and onwards", "and beyond", "or beyond", "or newer"), "since")
    | dict.fromkeys(("at the latest", "or earlier", "or before", "and earlier", "and before", "or sooner"), "until")
)
"""What follows a period that is open to one side."""
YEAR_BEFORE = "@year_before"
"""Stands for the period spoken of before, a year earlier."""
_UNITS_COMPARED = ("quarter", "month", "week", "half", "day")
A_YEAR_BEFORE: dict[tuple[str, ...], str] = {
    (*lead.split(), unit, *tail.split()): unit
    for lead in ("same", "the same", "that same", "this same", "this", "that")
    for unit in _UNITS_COMPARED
    for tail in (
        "last year",
        "of last year",
        "in last year",
        "a year ago",
        "prior year",
        "the year before",
        "a year back",
    )
    if lead not in ("this", "that") or tail.endswith(("ago", "back"))
} | {
    tuple(text.split()): ""
    for text in phrase_list(
        "same period last year|the same period last year|same time last year|the same time last year|a year ago|"
        "this time last year|the year before|a year earlier|the prior year|prior year|the previous year|"
        "same period a year ago|the same period a year ago|same time a year ago|the same period of last year|"
        "same period in last year|same period the year before|same stretch last year|same dates last year|"
        "same period prior year|same span last year|the same span last year|same point last year|"
        "the same point last year|same days last year"
    )
}
"""{what is said: the unit that is moved by a year; empty for the period spoken of before}"""
OPENS_A_YEAR_BEFORE = frozenset(words[0] for words in A_YEAR_BEFORE)
LONGEST_A_YEAR_BEFORE = max(map(len, A_YEAR_BEFORE))
ENDS_AT = ("by", "before", "at", "to", "until", "till", "for", "this", "through")
"""Words that lead to the end of a period: “by quarter end”."""
LINKS = word_set("to through thru till until til - and")
NUMBERED = phrase_list(
    "k|m|mm|b|d|days|day|%|+|weeks|week|deals|deal|opps|months|month|years|hours|percent|grand|usd|eur|bucks|dollars|"
    "x|times|people|reps|accounts|wins|or"
)
"""What makes the number before it one of something, and no day of a month."""
LEADS = word_set("in during for of from on over within at as")


@dataclass(frozen=True, slots=True)
class Period:
    """A window read from words. `edge` is the word that opened it; `vague` marks “lately” and its like."""

    window: str
    length: int
    edge: str = ""
    rolling: bool = False


class Reader:
    """Reads periods out of a message's tokens, relative to a day."""

    def __init__(self, tokens: Sequence[Token], today: date) -> None:
        self.tokens, self.today = tokens, today
        self.words = [t.text for t in tokens]

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def phrase(self, at: int, n: int) -> str:
        return " ".join(self.words[at : at + n])

    # Whole periods

    def period(self, at: int) -> Period | None:
        """The period whose words start here, its preposition included; None when there is none."""
        first = self.word(at)
        if first in ("between", "from", "btw", "btwn"):
            found = self._span(at + 1)
            if found:
                return Period(found.window, found.length + 1, first)
        if first in EDGES and (edge := self._edge(at)):
            return edge
        if first in ("pre", "post") and self.word(at + 1) == "-" and (inner := self.base(at + 2)):
            return Period(f"{'before' if first == 'pre' else 'after'}:{inner.window}", inner.length + 2, "before")
        if first == "up" and self.word(at + 1) == "to":
            skip = 4 if self.phrase(at + 2, 2) == "and including" else 2
            inner = self.base(at + skip)
            return Period(f"until:{inner.window}", inner.length + skip, "until") if inner else None
        if first == "as" and self.word(at + 1) == "of":
            inner = self.base(at + 2)
            return Period(f"until:{inner.window}", inner.length + 2, "as of") if inner else None
        if (
            first in ("of", "for", "within", "during")
            and self.word(at + 1) == "the"
            and self.word(at + 2) in UNIT_WORDS
        ):
            return Period(f"{UNIT_WORDS[self.word(at + 2)]}:0", 3, first)
        if first in LEADS:
            measures = first in ("over", "at", "as", "on", "within")
            stretch = read_amount(self.tokens, at + 1) if measures else None
            if stretch is not None and (stretch.unit or self.tokens[at + 1].kind == "number"):
                # “over a month ago” compares; “over the last month” does not.
                return None
            inner = self._span(at + 1) or self.base(at + 1)
            if inner is None:
                return None
            inner = self._open_after(inner, at + 1)
            if first == "from" and not inner.edge and self.word(at + 1 + inner.length) == "on":
                # “from october on”; “wins from march” is March itself.
                return Period(f"since:{inner.window}", inner.length + 2, "since")
            return Period(inner.window, inner.length + 1, inner.edge or first, inner.rolling)
        found = self._span(at) or self.base(at)
        return self._open_after(found, at) if found else None

    def _open_after(self, found: Period, at: int) -> Period:
        """“dec 15 onwards”, “q3 or later”, “friday at the latest”: a period open to one side by what follows it."""
        if ":" in found.window and found.window.partition(":")[0] in ("since", "before", "after", "until"):
            return found
        for n in (3, 2, 1):
            edge = OPENS_AFTER.get(self.phrase(at + found.length, n))
            if edge and not found.rolling and at + found.length + n <= len(self.words):
                return Period(f"{edge}:{found.window}", found.length + n, edge)
        return found

    def _edge(self, at: int) -> Period | None:
        edge, skip = EDGES[self.word(at)], 1
        if self.word(at) in ("prior", "starting", "beginning"):
            if self.word(at + 1) in ("to", "from", "in", "with", "on"):
                skip = 2
            elif self.word(at) == "prior":
                return None
        if self.word(at) == "since" and self.word(at + 1) == "the" and self.word(at + 2) == "start":
            skip = 2
        inner = self.base(at + skip)
        if inner is None:
            return None
        window = inner.window
        if edge == "since" and window.startswith("since:"):
            return Period(window, inner.length + skip, edge)
        opened, _, rest = window.partition(":")
        if opened in ("since", "until", "before", "after"):
            # Before the end of a month is within it, or earlier; after its start is within it, or later.
            edge = opened if (edge, opened) in (("before", "until"), ("after", "since")) else edge
            return Period(f"{edge}:{rest}", inner.length + skip, edge)
        if edge == "since" and re.fullmatch(r"[wmqy]td", window):
            return Period(window, inner.length + skip, edge)
        return Period(f"{edge}:{window}", inner.length + skip, edge)

    def _span(self, at: int) -> Period | None:
        """“march to may”, “q1 and q2” after between: a period from one to another."""
        led = int(self.word(at) == "the")
        day = None if self._ordinal(at + led) else self._day_of_month_after(at + led)
        first = Period(day.window, day.length + led) if day else self.base(at)
        if first is None or (":" in first.window and first.window.partition(":")[0] in ("since", "until")):
            return None
        link = at + first.length
        if self.word(link) not in LINKS:
            return None
        if self.word(link) == "and" and self.word(at - 1) not in ("between", "btw", "btwn"):
            return None
        same_month = self._day_of_same_month(first.window, link + 1)
        last = same_month or self.base(link + 1)
        if last is None:
            return None
        start, end = first.window, last.window
        if last.length == 1 and not same_month and self.word(link + 1).isdigit() and not re.match(r"\d{4}", end):
            return None
        closed = int(self.word(link + 1 + last.length) == "inclusive")
        year = re.match(r"\d{4}", end)
        # “oct to dec 2016”: the year belongs to both ends.
        if year and start in MONTH_WORDS.values():
            start = f"{year[0]}-{list(MONTHS).index(_full(start)) + 1:02d}"
        elif year and re.fullmatch(r"[QH]\d|\d\d-\d\d", start):
            start = f"{int(year[0]) - (len(end) > 7 and start > end[5:])}-{start}"
        if start.startswith("since:") or end.startswith("since:"):
            return None
        if self._sets_apart(start, end, self.word(link)):
            return None
        return Period(f"{start}..{end}", first.length + 1 + last.length + closed, "from")

    def _sets_apart(self, start: str, end: str, link: str) -> bool:
        """“compare this quarter to last quarter”: two periods, the later first, and no stretch between them."""
        if link != "to" or not {"compare", "compared", "vs", "versus", "comparing"} & set(self.words):
            return False
        try:
            (_, before), (after, _) = resolve(end, self.today), resolve(start, self.today)
        except ValueError:
            return False
        return before is not None and after is not None and before <= after

    # Single periods

    def base(self, at: int) -> Period | None:
        """A period without a preposition."""
        skip = 1 if self.word(at) in ("the", "our", "my") else 0
        for reading in (
            self._named,
            self._so_far,
            self._fiscal,
            self._stretch,
            self._ordinal,
            self._edge_of,
            self._relative,
            self._ago,
            self._part,
            self._date,
            self._day_alone,
        ):
            found = reading(at + skip)
            if found is not None:
                found = self._so_far_after(found, at + skip)
                return Period(found.window, found.length + skip, found.edge, found.rolling)
        return None

    def _so_far_after(self, found: Period, at: int) -> Period:
        after = at + found.length
        if self.phrase(after, 2) in ("so far", "to date", "till now", "until now", "to now"):
            unit = found.window.partition(":")[0]
            if found.window.endswith(":0") and unit in LETTER and unit != "day":
                return Period(f"{LETTER[unit]}td", found.length + 2)
        return found

    def _named(self, at: int) -> Period | None:
        word = self.word(at)
        if word in NAMED:
            return Period(NAMED[word], 1)
        if word == "day" and self.phrase(at, 3) == "day before yesterday":
            return Period("day:-2", 3)
        if word in UNIT_WORDS and self.phrase(at + 1, 2) == "to date" and UNIT_WORDS[word] in LETTER:
            return Period(f"{LETTER[UNIT_WORDS[word]]}td", 3)
        if word in UNIT_WORDS and self.phrase(at + 1, 2) == "before last":
            return Period(f"{UNIT_WORDS[word]}:-2", 3)
        if word in UNIT_WORDS and self.phrase(at + 1, 2) == "after next":
            return Period(f"{UNIT_WORDS[word]}:2", 3)
        return self._a_year_before(at)

    def _a_year_before(self, at: int) -> Period | None:
        """“the same quarter last year”, “a year ago” beside another period: that period of the year before."""
        if self.word(at) not in OPENS_A_YEAR_BEFORE:
            return None
        for n in range(min(LONGEST_A_YEAR_BEFORE, len(self.words) - at), 1, -1):
            words = tuple(UNIT_WORDS.get(w, w) if w not in ("q", "fy") else "quarter" for w in self.words[at : at + n])
            unit = A_YEAR_BEFORE.get(words)
            if unit is None:
                continue
            if unit or self._is_set_against(at):
                per_year = {"quarter": 4, "month": 12, "week": 52, "half": 2, "day": 365}
                return Period(f"{unit}:-{per_year[unit]}" if unit else YEAR_BEFORE, n)
        return None

    def _is_set_against(self, at: int) -> bool:
        """Whether “versus”, “compared to” and their like lead here."""
        before = self.words[max(0, at - 3) : at]
        return bool(word_set("vs versus v against compared than over to with relative") & set(before))

    def _so_far(self, at: int) -> Period | None:
        if self.phrase(at, 2) != "so far":
            return None
        inner = self._relative(at + 2)
        if inner and inner.window.endswith(":0") and inner.window.partition(":")[0] in LETTER:
            return Period(f"{LETTER[inner.window.partition(':')[0]]}td", inner.length + 2)
        return None

    def _edge_of(self, at: int) -> Period | None:
        """“start of the year”, “end of next month”, “eoq”: the edge of a unit, as an open-ended window."""
        if self.word(at) in ENDS:
            return Period(f"until:{ENDS[self.word(at)]}:0", 1)
        hyphen = self.word(at + 1) == "-"
        ended = self.word(at + 1 + hyphen) == "end" and self.word(at + 2 + hyphen) not in ("of", "playbook", "close")
        led = self.word(at - 1 - (self.word(at - 1) == "the")) in ENDS_AT
        if ended and led and self.word(at) in ("week", "month", "quarter", "qtr", "year"):
            return Period(f"until:{UNIT_WORDS[self.word(at)]}:0", 2 + hyphen)
        if self.word(at) in ("start", "beginning", "end", "begin") and self.word(at + 1) in ("of", "the"):
            skip = 2 + (self.word(at + 2) in ("the", "this"))
            unit = UNIT_WORDS.get(self.word(at + skip))
            inner = Period(f"{unit}:0", 1) if unit else self.base(at + skip)
            if inner is None:
                return None
            edge = "until" if self.word(at) == "end" else "since"
            return Period(f"{edge}:{inner.window}", skip + inner.length)
        return None

    def _unit(self, at: int) -> tuple[str, int] | None:
        for n in (2, 1):
            phrase = self.phrase(at, n)
            if phrase in UNIT_WORDS and self.word(at + n - 1):
                return UNIT_WORDS[phrase], n
        return None

    def _relative(self, at: int) -> Period | None:
        word = self.word(at)
        if word in ("trailing", "rolling", "latest"):
            amount = read_amount(self.tokens, at + 1)
            return self._rolling("last", amount.value, amount.unit, 1 + amount.length) if amount else None
        if word not in WHICH:
            return None
        amount = read_amount(self.tokens, at + 1)
        if amount and amount.unit and WHICH[word]:
            return self._rolling("last" if WHICH[word] < 0 else "next", amount.value, amount.unit, 1 + amount.length)
        unit = self._unit(at + 1)
        if unit:
            return self._which_unit(word, *unit)
        if self.word(at + 1) == "fortnight":
            return Period("next:2w" if WHICH[word] > 0 else "last:2w", 2, rolling=True)
        if self.word(at + 1) in DAY_WORDS:
            return self._which_day(word, DAY_WORDS[self.word(at + 1)])
        inner = self._part(at + 1)
        if inner is None:
            return None
        return Period(self._which_part(word, inner.window), 1 + inner.length)

    def _which_unit(self, word: str, unit: str, length: int) -> Period:
        if word == "past" and unit in ("day", "week", "month", "year"):
            return Period(f"last:1{LETTER[unit]}", 1 + length, rolling=True)
        return Period(f"{unit}:{WHICH[word]}", 1 + length)

    def _which_day(self, word: str, day: str) -> Period:
        if WHICH[word] < 0:
            return Period(f"last_{day}", 2)
        if WHICH[word] > 0:
            ahead = (WEEKDAYS.index(day) - self.today.weekday() - 1) % 7 + 1
            return Period(f"day:{ahead}", 2)
        return Period(f"day:{WEEKDAYS.index(day) - self.today.weekday()}", 2)

    def _which_part(self, word: str, window: str) -> str:
        """“next march”, “last q4”: the one meant, with its year where that is not the latest begun."""
        if not re.fullmatch(r"[QH]\d|[a-z]{3}", window):
            return window
        start, end = resolve(window, self.today)
        if start is None or end is None:
            return window
        year = start.year
        if WHICH[word] > 0 and start <= self.today:
            year += 1
        if WHICH[word] < 0 and end > self.today:
            year -= 1
        if WHICH[word] == 0:
            year = self.today.year
        return _with_year(window, year)

    def _rolling(self, side: str, value: Decimal, unit: str, length: int) -> Period | None:
        n = int(value)
        if unit == "hour":
            return Period(f"{side}:{max(1, round(n / 24))}d", length, rolling=True)
        if unit == "fortnight":
            return Period(f"{side}:{2 * n}w", length, rolling=True)
        if unit not in LETTER or n < 1 or n > 9_999:
            return None
        return Period(f"{side}:{n}{LETTER[unit]}", length, rolling=True)

    def _ago(self, at: int) -> Period | None:
        amount = read_amount(self.tokens, at)
        if amount is None or amount.unit not in (*LETTER, "fortnight"):
            return None
        after = self.word(at + amount.length)
        n = int(amount.value) * (2 if amount.unit == "fortnight" else 1)
        unit = "week" if amount.unit == "fortnight" else amount.unit
        if after in ("ago", "back", "earlier"):
            return Period(f"{unit}:{-n}", amount.length + 1)
        if after == "from" and self.word(at + amount.length + 1) == "now":
            return Period(f"{unit}:{n}", amount.length + 2)
        return None

    def _fiscal(self, at: int) -> Period | None:
        """“fy27”, “fiscal 2027”, “q2 fy27”, “fy 2027 q2”, “fiscal q2”."""
        if match := re.fullmatch(r"q([1-4])", self.word(at)):
            after = at + 1 + (self.word(at + 1) in ("of", "in"))
            year = self._fiscal_year(after)
            return Period(f"FY{year[0]}-Q{match[1]}", after - at + year[1]) if year else None
        year = self._fiscal_year(at)
        if year is None:
            if self.word(at) == "fiscal" and (match := re.fullmatch(r"q([1-4])", self.word(at + 1))):
                fiscal_year = self._year(at + 2)
                return Period(
                    f"FY{fiscal_year[0] if fiscal_year else self.today.year}-Q{match[1]}",
                    2 + (fiscal_year[1] if fiscal_year else 0),
                )
            return None
        if match := re.fullmatch(r"q([1-4])", self.word(at + year[1])):
            return Period(f"FY{year[0]}-Q{match[1]}", year[1] + 1)
        return Period(f"FY{year[0]}", year[1])

    def _fiscal_year(self, at: int) -> tuple[int, int] | None:
        if match := re.fullmatch(r"fy'?(\d{2}|\d{4})", self.word(at)):
            return _century(int(match[1])), 1
        if self.word(at) in ("fy", "fiscal") or self.phrase(at, 2) == "fiscal year":
            skip = 2 if self.phrase(at, 2) == "fiscal year" else 1
            if re.fullmatch(r"\d{2}|\d{4}", self.word(at + skip)):
                return _century(int(self.word(at + skip))), skip + 1
        return None

    def _stretch(self, at: int) -> Period | None:
        """“the first week of november”, “the last 10 days of Q3”."""
        found = place_in(self.words, at)
        inner = (self.base(at + found.words) or self._unit_alone(at + found.words)) if found else None
        if found is None or inner is None or inner.window[:1] == "@":
            return None
        start, end = resolve(inner.window, self.today)
        if start is None or end is None:
            return None
        return Period(stretch_in(start, end, found), found.words + inner.length)

    def _unit_alone(self, at: int) -> Period | None:
        """“the month”: the current one."""
        skip = 1 if self.word(at) == "the" else 0
        unit = UNIT_WORDS.get(self.word(at + skip))
        return Period(f"{unit}:0", skip + 1) if unit else None

    def _day_alone(self, at: int) -> Period | None:
        """“the 15th”: of the month before or after today, whichever is spoken of."""
        found = day_of_month(self.words, at, self.today)
        return Period(found[0].isoformat(), found[1]) if found else None

    def _ordinal(self, at: int) -> Period | None:
        """“third quarter of 2017”, “first half”, “second half of last year”."""
        suffixed = self.word(at) in ("1", "2", "3", "4") and self.word(at + 1) in ("st", "nd", "rd", "th")
        number = int(self.word(at)) if suffixed else ORDINALS.get(self.word(at))
        if number is None or self.word(at) == "last":
            return None
        unit = at + 1 + suffixed
        if self.word(unit) in ("quarter", "qtr", "q"):
            return self._of_year(f"Q{number}", at, unit + 1 - at)
        if self.word(unit) == "half" and number <= 2:
            return self._of_year(f"H{number}", at, unit + 1 - at)
        return None

    def _part(self, at: int) -> Period | None:
        """`q2`, `h1`, a month or a day of one, with or without a year."""
        word = self.word(at)
        if match := re.fullmatch(r"([qh])([1-4])(?:(20)?(\d\d))?", word):
            if match[1] == "h" and int(match[2]) > 2:
                return None
            part = f"{match[1].upper()}{match[2]}"
            return Period(f"{2000 + int(match[4])}-{part}", 1) if match[4] else self._of_year(part, at, 1)
        if re.fullmatch(r"[1-4]q(\d\d)?", word):
            year = word[2:]
            part = f"Q{word[0]}"
            return Period(f"{2000 + int(year)}-{part}", 1) if year else self._of_year(part, at, 1)
        if word in ("q", "quarter") and re.fullmatch(r"[1-4]", self.word(at + 1)):
            return self._of_year(f"Q{self.word(at + 1)}", at, 2)
        if word in MONTH_WORDS:
            return self._month(at)
        if re.fullmatch(r"\d{1,2}", word) and not self.tokens[at].money:
            return self._day_first(at)
        if word in DAY_WORDS and (len(word) > 3 or word in ("mon", "tue", "wed", "thu", "fri")):
            return Period(DAY_WORDS[word], 1)
        return None

    def _of_year(self, part: str, at: int, length: int) -> Period:
        """A part of a year, of the year that follows in the text, if one does."""
        after = at + length
        skip = self.word(after) in ("of", "in", ",", "'")
        after += skip
        if self.word(after) == "the":
            if self.word(after + 1) == "year":
                return Period(part, after + 2 - at)
            after += 1
        year = self._year(after)
        if year:
            return Period(f"{year[0]}-{part}", after + year[1] - at)
        relative = self._relative_year(after)
        if relative is not None:
            return Period(f"{self.today.year + relative}-{part}", after + 2 - at)
        return Period(part, length)

    def _relative_year(self, at: int) -> int | None:
        word = self.word(at)
        return WHICH[word] if word in WHICH and self.word(at + 1) in ("year", "yr") else None

    def _year(self, at: int) -> tuple[int, int] | None:
        word = self.word(at)
        if re.fullmatch(r"(19|20)\d\d", word):
            return int(word), 1
        return None

    def _month(self, at: int) -> Period | None:
        word, month = self.word(at), MONTH_WORDS[self.word(at)]
        if word == "may" and not self._may_is_a_month(at):
            return None
        number = list(MONTHS).index(_full(month)) + 1
        day = self._day_number(at + 1)
        if day:
            after = at + 1 + day[1]
            after += self.word(after) == ","
            year = self._year(after)
            if year:
                return Period(f"{year[0]}-{number:02d}-{day[0]:02d}", after + 1 - at)
            return Period(f"{number:02d}-{day[0]:02d}", 1 + day[1])
        found = self._of_year(month, at, 1)
        if match := re.fullmatch(r"(\d{4})-([a-z]{3})", found.window):
            return Period(f"{match[1]}-{number:02d}", found.length)
        return found

    def _may_is_a_month(self, at: int) -> bool:
        before, after = self.word(at - 1), self.word(at + 1)
        lead = (
            before in LEADS
            or before in EDGES
            or before in WHICH
            or before in phrase_list("and|or|vs|versus|to|between|-|by|than|about")
        )
        opens = at == 0 and after not in ("i", "we", "you", "it", "they")
        return lead or opens or bool(re.fullmatch(r"\d{1,4}", after)) or after in ("vs", "versus", "")

    def _day_number(self, at: int) -> tuple[int, int] | None:
        """A day of the month with its `st`, `th` … and the tokens it takes."""
        match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", self.word(at))
        if match is None or not 1 <= int(match[1]) <= 31 or self.tokens[at].money:
            return None
        if self.word(at + 1) in ("st", "nd", "rd", "th"):
            return int(match[1]), 2
        if self.word(at + 1) in phrase_list("k|m|d|days|day|%|+|weeks|deals"):
            return None
        if self.word(at + 1) == "to" and not self._day_at(at + 2):
            return None
        gap = self.tokens[at].start - self.tokens[at - 1].end
        return None if gap >= 2 else (int(match[1]), 1)

    def _day_at(self, at: int) -> bool:
        """Whether a day of a month stands there: “dec 15”, “15 dec”, or “15” of the month just named."""
        return self.word(at) in MONTH_WORDS or self._bare_day(at) is not None

    def _bare_day(self, at: int) -> tuple[int, int] | None:
        """A day of the month and the tokens it takes, where what follows does not make it a number of something."""
        match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", self.word(at))
        if match is None or not 1 <= int(match[1]) <= 31 or self.tokens[at].money:
            return None
        suffixed = self.word(at + 1) in ("st", "nd", "rd", "th")
        after = self.word(at + 1 + suffixed)
        return None if after in NUMBERED else (int(match[1]), 1 + suffixed)

    def _day_of_month_after(self, at: int) -> Period | None:
        """The “5” of “5 to 15 oct”."""
        day = self._bare_day(at)
        if day is None or self.word(at + day[1]) not in LINKS:
            return None
        after = at + day[1] + 1
        last = self._day_first(after + (self.word(after) == "the"))
        found = re.fullmatch(r"((?:\d{4}-)?\d\d-)(\d\d)", last.window) if last else None
        return Period(f"{found[1]}{day[0]:02d}", day[1]) if found and day[0] <= int(found[2]) else None

    def _day_of_same_month(self, first: str, at: int) -> Period | None:
        """The “15” of “dec 1 to 15”."""
        found = re.fullmatch(r"((?:\d{4}-)?\d\d)-(\d\d)", first)
        day = self._bare_day(at) if found else None
        if not found or not day or day[0] < int(found[2]):
            return None
        after = at + day[1]
        year = self._year(after + (self.word(after) == ",")) if len(found[1]) == 2 else None
        if self.word(after) in MONTH_WORDS:
            return None
        taken = 1 + (self.word(after) == ",") if year else 0
        return Period(f"{f'{year[0]}-' if year else ''}{found[1]}-{day[0]:02d}", day[1] + taken)

    def _day_first(self, at: int) -> Period | None:
        """“15 oct”, “3rd of october 2017”."""
        day = self._day_number(at)
        if day is None:
            return None
        after = at + day[1]
        after += self.word(after) == "of"
        if self.word(after) not in MONTH_WORDS:
            return None
        number = list(MONTHS).index(_full(MONTH_WORDS[self.word(after)])) + 1
        year = self._year(after + 1)
        if year:
            return Period(f"{year[0]}-{number:02d}-{day[0]:02d}", after + 1 + year[1] - at)
        return Period(f"{number:02d}-{day[0]:02d}", after + 1 - at)

    def _date(self, at: int) -> Period | None:
        if at >= len(self.tokens):
            return None
        token, word = self.tokens[at], self.word(at)
        if token.kind == "date":
            window = _iso(word)
            return Period(window, 1) if window else None
        if token.kind == "number" and re.fullmatch(r"(19|20)\d\d", word) and not token.money:
            following = self.word(at + 1)
            if not 1950 <= int(word) <= self.today.year + 10 or following in phrase_list(
                "k|m|deals|days|bucks|dollars|grand|usd|%|or|employees|people"
            ):
                return None
            if match := re.fullmatch(r"([qh])([1-4])", following):
                return Period(f"{word}-{match[1].upper()}{match[2]}", 2)
            return Period(word, 1)
        return None


def _iso(text: str) -> str | None:
    """A date as ISO text; `12/29` has no year; None when there is no such day."""
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text[:10]):
        return text[:10]
    parts = [int(p) for p in text.split("/")]
    if len(parts) < 2 or not (1 <= parts[0] <= 12 and 1 <= parts[1] <= 31):
        return None
    if len(parts) == 2:
        return f"{parts[0]:02d}-{parts[1]:02d}"
    return f"{_century(parts[2]):04d}-{parts[0]:02d}-{parts[1]:02d}"


def _century(year: int) -> int:
    return year if year > 99 else 2000 + year


def _full(short: str) -> str:
    return next(full for full in MONTHS if full.startswith(short))


def _with_year(window: str, year: int) -> str:
    if window in MONTH_WORDS.values():
        return f"{year}-{list(MONTHS).index(_full(window)) + 1:02d}"
    return f"{year}-{window}"
