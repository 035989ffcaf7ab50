"""Numbers as people write them: `$500k`, `1.2m+`, `half a mil`, `a hundred grand`, `15 pct`, `3x`, `two weeks`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.language.text import Token, word_set

ONES = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "thousands": 1_000,
    "grand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "mil": 1_000_000,
    "mill": 1_000_000,
    "mm": 1_000_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "millions": 1_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
    "bil": 1_000_000_000,
    "mio": 1_000_000,
    "mln": 1_000_000,
    "tsd": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "lacs": 100_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "cr": 10_000_000,
}
MONEY_SCALES = word_set("grand k mil mill mm m mn mio mln tsd lakh lakhs lac lacs crore crores cr")
CURRENCY = word_set("dollar dollars buck bucks usd eur euro euros gbp pounds quid rupees inr chf francs")
PERCENT = frozenset(("%", "percent", "pct", "percentage", "pc"))
UNITS = {
    "d": "day",
    "day": "day",
    "days": "day",
    "dy": "day",
    "dys": "day",
    "dayz": "day",
    "w": "week",
    "wk": "week",
    "wks": "week",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "mo": "month",
    "mos": "month",
    "mth": "month",
    "mths": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "qtr": "quarter",
    "qtrs": "quarter",
    "q": "quarter",
    "qs": "quarter",
    "year": "year",
    "years": "year",
    "yr": "year",
    "yrs": "year",
    "y": "year",
    "hour": "hour",
    "hours": "hour",
    "hr": "hour",
    "hrs": "hour",
    "h": "hour",
    "fortnight": "fortnight",
    "fortnights": "fortnight",
    "minute": "minute",
    "minutes": "minute",
    "min": "minute",
    "mins": "minute",
}
LARGEST = Decimal(10) ** 15
"""No deal, count or threshold is larger; what is typed beyond it is a slip, and databases do not hold it."""
HALF, QUARTER = Decimal("0.5"), Decimal("0.25")
DAYS_IN = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from text. `percent`, `times` and `unit` say what it counts; `plus` is the + of “30+ days”."""

    value: Decimal
    length: int
    money: bool = False
    percent: bool = False
    times: bool = False
    plus: bool = False
    unit: str = ""
    scale: Decimal = Decimal(1)
    """What the digits were multiplied by: 1,000 for `50k`."""

    @property
    def number(self) -> int | float:
        """The value, whole where it is whole."""
        return plain_number(self.value)

    @property
    def days(self) -> int | None:
        """The length in days of a stretch of time; a month is 30 days."""
        return round(self.value * DAYS_IN[self.unit]) if self.unit in DAYS_IN else None


def read_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    """The number that starts at a token, with its scale, sign of money, percent or unit; None when there is none."""
    found = _value(tokens, at)
    if found is None:
        return None
    value, used, scaled, money = found
    return _with_marks(tokens, at, value, used, money or scaled, value / _digits(tokens, at))


def plain_number(value: Decimal) -> int | float:
    """The number as specs and stored meanings hold it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def too_large(tokens: Sequence[Token]) -> str:
    """The first number that is beyond anything we compare with, as typed; empty when there is none."""
    for at, token in enumerate(tokens):
        if token.kind == "number" and (found := read_amount(tokens, at)) and abs(found.value) > LARGEST:
            return " ".join(t.raw for t in tokens[at : at + found.length])
    return ""


def _digits(tokens: Sequence[Token], at: int) -> Decimal:
    """The number as its digits stand, 1 where it is spelt."""
    token = tokens[at]
    return abs(Decimal(token.text)) or Decimal(1) if token.kind == "number" else Decimal(1)


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _value(tokens: Sequence[Token], at: int) -> tuple[Decimal, int, bool, bool] | None:
    """(value, tokens used, scaled like money, marked as money)."""
    word = _text(tokens, at)
    if at < len(tokens) and tokens[at].kind == "number":
        value, used = Decimal(word), 1
        value, more, scaled = _scaled(tokens, at + 1, value, adjacent=tokens[at].end)
        return value, used + more, scaled, tokens[at].money
    if word == "half" and _text(tokens, at + 1) in ("a", "an") and _text(tokens, at + 2) in SCALES:
        return HALF * SCALES[_text(tokens, at + 2)], 3, True, False
    if word == "half" and _text(tokens, at + 1) in SCALES:
        return HALF * SCALES[_text(tokens, at + 1)], 2, True, False
    if word in ("quarter",) and _text(tokens, at + 1) in ("of", "a") and _text(tokens, at + 2) == "a":
        scale = _text(tokens, at + 3)
        return (QUARTER * SCALES[scale], 4, True, False) if scale in SCALES else None
    if word == "a" and _text(tokens, at + 1) == "quarter" and _text(tokens, at + 2) in ("mil", "million"):
        return Decimal(250_000), 3, True, False
    if word == "quarter" and _text(tokens, at + 1) in ("mil", "million"):
        return Decimal(250_000), 2, True, False
    if word in ("a", "an") and _text(tokens, at + 1) in SCALES and len(_text(tokens, at + 1)) > 2:
        value, more, scaled = _scaled(tokens, at + 1, Decimal(1))
        return value, 1 + more, scaled, False
    if word in ("a", "an") and _text(tokens, at + 1) in UNITS and len(_text(tokens, at + 1)) > 2:
        return Decimal(1), 1, False, False
    if word in ("a", "the") and _text(tokens, at + 1) == "dozen":
        return Decimal(12), 2, False, False
    if word == "dozen":
        return Decimal(12), 1, False, False
    if word == "a" and _text(tokens, at + 1) == "couple":
        return Decimal(2), 3 if _text(tokens, at + 2) == "of" else 2, False, False
    return _spelt(tokens, at)


def _spelt(tokens: Sequence[Token], at: int) -> tuple[Decimal, int, bool, bool] | None:
    word = _text(tokens, at)
    if word in TENS:
        value, used = Decimal(TENS[word]), 1
        after = at + 1 + (_text(tokens, at + 1) == "-")
        if 0 < ONES.get(_text(tokens, after), 0) < 10:
            value, used = value + ONES[_text(tokens, after)], after - at + 1
    elif word in ONES:
        value, used = Decimal(ONES[word]), 1
    elif word == "hundred" or (word == "thousand"):
        value, used = Decimal(1), 0
    else:
        return None
    value, more, scaled = _scaled(tokens, at + used, value)
    return value, used + more, scaled, False


def _scaled(tokens: Sequence[Token], at: int, value: Decimal, adjacent: int = -1) -> tuple[Decimal, int, bool]:
    """(value × the scales that follow, tokens used, whether a scale speaks of money)."""
    used, money = 0, False
    while _text(tokens, at + used) in SCALES and abs(value) <= LARGEST:
        word = _text(tokens, at + used)
        # A lone letter is a scale only where it touches the number: “30 m” is rare, “5 b” a typing slip.
        if len(word) == 1 and (adjacent < 0 or tokens[at + used].start > adjacent + 1):
            break
        if word == "m" and _text(tokens, at + used + 1) in ("ago",):
            break
        value *= SCALES[word]
        money = money or word in MONEY_SCALES
        used += 1
    return value, used, money


def _with_marks(tokens: Sequence[Token], at: int, value: Decimal, used: int, money: bool, scale: Decimal) -> Amount:
    percent = times = plus = False
    unit = ""
    for _ in range(4):
        word = _text(tokens, at + used)
        if word == "+" and not plus:
            plus = True
        elif word in PERCENT and not percent:
            percent, money = True, False
        elif word in CURRENCY:
            money = True
        elif word in ("x", "times") and not times and not money:
            times = True
        elif word in UNITS and not unit and not percent and not times:
            unit = UNITS[word]
        else:
            break
        used += 1
    if unit == "" and _text(tokens, at + used) == "business" and _text(tokens, at + used + 1) in UNITS:
        unit, used = UNITS[_text(tokens, at + used + 1)], used + 2
    return Amount(value, used, money and not unit, percent, times, plus, unit, scale)
