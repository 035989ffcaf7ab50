"""Cells into values: dates, amounts and the rest, strictly; what cannot be read exactly is refused with its reason."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from store.crm.imports.errors import BadCell
from store.crm.imports.vocabulary import NO, SYMBOLS, YES, plain
from store.types import LARGEST_AMOUNT

ISO = re.compile(
    r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?")
POINT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[.  ]\d{3})+|\d+)(?:,\d+)?")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
CODE = re.compile(r"^([A-Z]{3})\s+|\s+([A-Z]{3})$")
LARGEST_WHOLE = 2_147_483_647

Order = str
"""`iso`, `day-first` or `month-first`."""


def shapes(text: str) -> tuple[str, ...]:
    """Everything a cell could be read as; empty for plain words.

    Shape:  `parted` is a date of either order, `number` one of either decimal sign, `grouped` a number that both signs
            read, but not alike.
    """
    found: list[str] = []
    if not text[:1].isalnum() and text[:1] not in "$€£(+-₹ ":
        return ()
    if ISO.fullmatch(text):
        found.append("iso")
    elif parts := PARTS.fullmatch(text):
        first, second = int(parts[1]), int(parts[3])
        found.append("parted")
        found += ["day-first"] if first <= 31 and second <= 12 else []
        found += ["month-first"] if first <= 12 and second <= 31 else []
    elif any(c.isdigit() for c in text[:8]):
        number = _without_currency(text)[0]
        if number.isascii() and number.lstrip("+-").isdigit():
            found.append("whole")
        is_point, is_comma = POINT.fullmatch(number), COMMA.fullmatch(number)
        found += ["number"] if is_point or is_comma else []
        found += ["grouped"] if is_point and is_comma and "." in number else []
        found += ["point"] if is_point else []
        found += ["comma"] if is_comma else []
    if "@" in text and EMAIL.fullmatch(text):
        found.append("email")
    if plain(text) in YES or plain(text) in NO:
        found.append("flag")
    return tuple(found)


def day(text: str, order: Order) -> date:
    """The date, by the order its whole column is written in."""
    try:
        if order == "iso":
            if parts := ISO.fullmatch(text):
                return date(int(parts[1]), int(parts[2]), int(parts[3]))
        elif parts := PARTS.fullmatch(text):
            first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
            return date(year, second, first) if order == "day-first" else date(year, first, second)
    except ValueError as error:
        raise BadCell(f"“{text}” is no day of the calendar") from error
    raise BadCell(f"“{text}” is not a date as the rest of its column writes them ({_example(order)})")


def _example(order: Order) -> str:
    return {"iso": "2026-11-20", "day-first": "20/11/2026", "month-first": "11/20/2026"}[order]


def instant(text: str, order: Order) -> datetime:
    """The moment; midnight UTC where only the day is known, UTC where no zone is named."""
    if order == "iso":
        try:
            at = datetime.fromisoformat(text.replace("/", "-").replace(" UTC", "Z"))
        except ValueError:
            pass
        else:
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    on = day(text, order)
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def amount(text: str, decimal: str = ".", times: int = 1) -> tuple[Decimal, str | None]:
    """The amount, and the currency the cell itself names."""
    number, currency = _without_currency(text)
    if number.startswith("(") and number.endswith(")"):
        number = f"-{number[1:-1]}"
    if not (POINT if decimal == "." else COMMA).fullmatch(number):
        raise BadCell(f"“{text}” is not an amount")
    plain_number = number.replace(",", "") if decimal == "." else re.sub(r"[.  ]", "", number).replace(",", ".")
    value = Decimal(plain_number) * times
    if abs(value) > LARGEST_AMOUNT:
        raise BadCell(f"“{text}” is larger than any amount that can be kept")
    if value != value.quantize(Decimal("0.01")):
        raise BadCell(f"“{text}” has more than two decimals")
    return value, currency


def _without_currency(text: str) -> tuple[str, str | None]:
    stripped, currency = text.strip(), None
    if code := CODE.search(stripped):
        currency = code[1] or code[2]
        stripped = CODE.sub("", stripped).strip()
    for symbol, code_of in SYMBOLS.items():
        if symbol in stripped:
            currency, stripped = code_of, stripped.replace(symbol, "").strip()
    # A bare dollar sign is written for a dozen currencies, so it names none.
    return stripped.replace("$", "").strip(), currency


def whole(text: str) -> int:
    """The whole number."""
    if not re.fullmatch(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.0+)?", text):
        raise BadCell(f"“{text}” is not a whole number")
    value = int(text.replace(",", "").partition(".")[0])
    if abs(value) > LARGEST_WHOLE:
        raise BadCell(f"“{text}” is larger than any number that can be kept")
    return value


def fraction(text: str) -> float:
    """A probability as a fraction: 0.4, 40 and “40%” are the same."""
    try:
        value = float(text.rstrip("% ").strip())
    except ValueError as error:
        raise BadCell(f"“{text}” is not a probability") from error
    value = value / 100 if value > 1 or text.rstrip().endswith("%") else value
    if not 0 <= value <= 1:
        raise BadCell(f"“{text}” is not a probability")
    return value


def flag(text: str) -> bool:
    """Yes or no."""
    if plain(text) in YES:
        return True
    if plain(text) in NO:
        return False
    raise BadCell(f"“{text}” is neither yes nor no")


def words(text: str, longest: int) -> str:
    """The text, if it fits."""
    if len(text) > longest:
        raise BadCell(f"“{text[:40]}…” is longer than the {longest} characters that can be kept")
    return text


def currency(text: str) -> str:
    """A three-letter currency code."""
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise BadCell(f"“{text}” is not a currency code such as USD")
    return text.upper()
