"""Cells into values: dates, amounts and the rest, strictly; what cannot be read exactly is refused with its reason."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from store.crm.imports.errors import BadCell
from store.crm.imports.vocabulary import EMPTY_WORDS, FAILED_FORMULAS, MONTH_NAMES, NO, SCALES, SYMBOLS, YES, plain

ZONE = r"(?: (?:[A-Z]{2,5}|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?))?"
TIME = rf"(?:,? ?\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?{ZONE})?"
ISO = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
EXCEL_DAY = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
EXCEL_BEGAN = date(1899, 12, 30)
"""Day 0 of a workbook's days; those of old Macs begin four years later, so nobody reads them unasked."""
PARTS = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|(?<![-])\d{{2}}){TIME}")
WEEKDAY = r"(?:[A-Z][a-z]{2,8}, )?"
DAY_FIRST_WORDS = re.compile(rf"{WEEKDAY}(\d{{1,2}})\.?[ -]([^\W\d_]{{3,10}})\.?,?[ -](\d{{4}}){TIME}")
MONTH_FIRST_WORDS = re.compile(rf"{WEEKDAY}([^\W\d_]{{3,10}})\.?[ -](\d{{1,2}}),?[ -](\d{{4}}){TIME}")
CLOCK = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?([AaPp])\.?[Mm])?(?: (?:GMT|UTC)?([+-]\d{1,2}):?(\d{2})?)?"
)
SPACES = "\u0020\u00a0\u202f\u2009"
POINT = re.compile(
    rf"[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:['’{SPACES}]\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}|\d+)(?:\.\d+)?"
)
COMMA = re.compile(rf"[+-]?(?:\d{{1,3}}(?:[.'’{SPACES}]\d{{3}})+|\d+)(?:,\d+)?")
SCALED = re.compile(r"(?<=\d) ?([A-Za-z]{1,8})\.?$")
GROUPING = re.compile(rf"['’{SPACES}]")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
CODE = re.compile(r"^([A-Z]{3})\s+|\s+([A-Z]{3})$")
DOUBLE = re.compile(r"-?\d\.\d{1,16}E\d{1,2}")
"""How Salesforce writes an amount from ten million on: exact, unlike what a spreadsheet writes as 1.23E+07."""
EXPONENT = re.compile(r"-?\d+(?:[.,]\d+)?[eE][+-]?\d+")
ROUNDED_ID = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.I)
ID_LENGTH = 80
SHORT_ID, LONG_ID, CHECK_LETTERS = 15, 18, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
MOST_DIGITS = 40
LARGEST_WHOLE = 2_147_483_647
LARGEST_AMOUNT = Decimal(10) ** 15
"""No record is worth more; so that even many together can be added up exactly."""
OLDEST_SHORT_YEAR = 70
"""A year of two digits below this is of this century."""

Order = str
"""`iso`, `day-first`, `month-first`, `compact` (20261120) or `excel` (the number of the day)."""


def shapes(text: str) -> tuple[str, ...]:
    """Everything a cell could be read as; empty for plain words.

    Shape:  `parted` is a date of either order, `number` one of either decimal sign, `grouped` a number that both signs
            read, but not alike; `scaled m` one that ends in M, which a column with MM uses for thousands.
    """
    found: list[str] = []
    if not text[:1].isalnum() and text[:1] not in "$€£¥(+-−₹ ":
        return ()
    if ISO.fullmatch(text) or _worded(text):
        found.append("iso")
    elif parts := PARTS.fullmatch(text):
        first, second = int(parts[1]), int(parts[3])
        found.append("parted")
        found += ["day-first"] if first <= 31 and second <= 12 else []
        found += ["month-first"] if first <= 12 and second <= 31 else []
    elif any(c.isdigit() for c in text[:8]):
        found += _number_shapes(text)
    if "@" in text and EMAIL.fullmatch(text):
        found.append("email")
    if plain(text) in YES or plain(text) in NO:
        found.append("flag")
    return tuple(found)


def _number_shapes(text: str) -> list[str]:
    number, _, scale = _bare_number(text)
    if number.isascii() and number.lstrip("+-").isdigit() and not scale:
        compact = ["compact"] if len(number) == 8 and COMPACT.fullmatch(number) else []
        return ["whole", "number", "point", "comma", *compact]
    is_point, is_comma = POINT.fullmatch(number), COMMA.fullmatch(number)
    if DOUBLE.fullmatch(number):
        return ["number", "point", "double"]
    if EXPONENT.fullmatch(number):
        return ["exponent"]
    found = ["number"] if is_point or is_comma else []
    found += ["grouped"] if is_point and is_comma and "." in number else []
    found += ["point"] if is_point else []
    found += ["comma"] if is_comma else []
    return [*found, f"scaled {scale}"] if scale and found else found


def is_blank(text: str) -> bool:
    """Whether a cell says in words that it holds nothing: “N/A”, “NULL”, “-”."""
    return text in EMPTY_WORDS


def refuse_failed_formula(text: str) -> None:
    """BadCell for what a spreadsheet writes where a formula failed."""
    if text.startswith("#") and text in FAILED_FORMULAS:
        raise BadCell(f"“{text}” is what a spreadsheet writes where a formula failed")


def day(text: str, order: Order) -> date:
    """The date, by the order its whole column is written in."""
    try:
        if worded := _worded(text):
            return date(*worded)
        if order == "compact":
            if parts := COMPACT.fullmatch(text):
                return date(int(parts[1]), int(parts[2]), int(parts[3]))
        elif order == "excel":
            if parts := EXCEL_DAY.fullmatch(text):
                return EXCEL_BEGAN + timedelta(days=int(parts[1]))
        elif order == "iso":
            if parts := ISO.fullmatch(text):
                return date(int(parts[1]), int(parts[3]), int(parts[4]))
        elif parts := PARTS.fullmatch(text):
            first, second, year = int(parts[1]), int(parts[3]), _year(parts[4])
            return date(year, second, first) if order == "day-first" else date(year, first, second)
    except ValueError as error:
        raise BadCell(f"“{text}” is no day of the calendar") from error
    raise BadCell(f"“{text}” is not a date as the rest of its column writes them ({_example(order)})")


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < OLDEST_SHORT_YEAR else 1900)


def _worded(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date that names its month: “5 Jan 2026”, “January 5, 2026”."""
    if not text[-1:].isalnum() or not any(c.isalpha() for c in text[:8]):
        return None
    if parts := DAY_FIRST_WORDS.fullmatch(text):
        on, month = parts[1], parts[2]
    elif parts := MONTH_FIRST_WORDS.fullmatch(text):
        on, month = parts[2], parts[1]
    else:
        return None
    known = MONTH_NAMES.get(month.casefold())
    return (int(parts[3]), known, int(on)) if known else None


def _example(order: Order) -> str:
    return {
        "iso": "2026-11-20", "day-first": "20/11/2026", "month-first": "11/20/2026", "compact": "20261120",
        "excel": "46346",
    }[order]  # fmt: skip


def instant(text: str, order: Order) -> datetime:
    """The moment; midnight UTC where only the day is known, UTC where no zone is named."""
    if order == "iso":
        try:
            at = datetime.fromisoformat(text.replace("/", "-").replace(" UTC", "Z"))
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except OverflowError as error:
            raise BadCell(f"“{text}” is no day of the calendar") from error
        except ValueError:
            pass
    on = day(text, order)
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return at + _time_of_day(text) if ":" in text else at


def _time_of_day(text: str) -> timedelta:
    """The time that stands behind a date, in UTC where it says how far from it it is."""
    found = CLOCK.search(text)
    if found is None:
        return timedelta()
    hour, half = int(found[1]), (found[4] or "").lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    if hour > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        raise BadCell(f"“{text}” has a time that no day has")
    away = timedelta(
        hours=int(found[5] or 0), minutes=int(found[6] or 0) * (-1 if (found[5] or "").startswith("-") else 1)
    )
    return timedelta(hours=hour, minutes=int(found[2]), seconds=int(found[3] or 0)) - away


def amount(text: str, decimal: str = ".", times: int = 1) -> tuple[Decimal, str | None]:
    """The amount, and the currency the cell itself names."""
    number, currency, scale = _bare_number(text)
    if decimal == "." and DOUBLE.fullmatch(number):
        number = format(Decimal(number), "f")
    if not (POINT if decimal == "." else COMMA).fullmatch(number):
        raise BadCell(f"“{text}” is not an amount")
    if len(number.rpartition(decimal)[2]) == 3 and decimal in number and not scale and times == 1:
        raise BadCell(f"“{text}” has three decimals, so it can be read as thousands too")
    if len(number) > MOST_DIGITS:
        raise BadCell(f"“{text[:MOST_DIGITS]}…” has more digits than any amount")
    ungrouped = GROUPING.sub("", number).replace("," if decimal == "." else ".", "").replace(",", ".")
    value = Decimal(ungrouped) * (SCALES[scale] if scale else times)
    if abs(value) > LARGEST_AMOUNT:
        raise BadCell(f"“{text}” is larger than any amount that can be kept")
    if value != value.quantize(Decimal("0.01")):
        raise BadCell(f"“{text}” has more than two decimals")
    return value, currency


def is_scaled(text: str) -> bool:
    """Whether an amount is written in thousands or millions, as in “$1.2M”."""
    return text[-1:].isalpha() and bool(_bare_number(text)[2])


def _bare_number(text: str) -> tuple[str, str | None, str]:
    """The number alone with its sign in front, the currency it names, and the word for thousands or millions."""
    number, currency = _without_currency(text)
    is_negative = False
    if number.startswith("(") and number.endswith(")"):
        number, is_negative = number[1:-1].strip(), True
        number, inside = _without_currency(number)
        currency = currency or inside
    scale = ""
    if (end := SCALED.search(number)) and end[1].casefold() in SCALES:
        number, scale = number[: end.start()], end[1].casefold()
    if number[-1:] in "-−" and number[:1].isdigit():
        number, is_negative = number[:-1].strip(), True
    if number[:1] in ("-", "−") and not is_negative:
        number, is_negative = number[1:].strip(), True
    return (f"-{number}" if is_negative else number), currency, scale


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


def record_id(text: str) -> str:
    """The id of a record."""
    if ROUNDED_ID.fullmatch(text):
        raise BadCell(f"the id “{text}” was rounded by a spreadsheet, so nobody can say whose it is")
    return words(text, ID_LENGTH)


def is_salesforce_id(text: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a text is an id of a Salesforce record that begins so: 15 letters and digits, or 18 with its check."""
    if not text.startswith(prefixes) or not (text.isascii() and text.isalnum()):
        return False
    return len(text) == SHORT_ID or (len(text) == LONG_ID and text == _with_check(text[:SHORT_ID]))


def salesforce_id(text: str, is_short: bool) -> str:
    """The id in the length that is kept; what is none stays as it is."""
    if not is_salesforce_id(text, ("",)):
        return text
    return text[:SHORT_ID] if is_short else _with_check(text[:SHORT_ID])


def _with_check(short: str) -> str:
    """The id with the three letters that say which of its letters are capitals."""
    ends = (
        CHECK_LETTERS[sum(1 << place for place, letter in enumerate(part) if "A" <= letter <= "Z")]
        for part in (short[0:5], short[5:10], short[10:15])
    )
    return short + "".join(ends)


def whole(text: str) -> int:
    """The whole number."""
    if re.fullmatch(r"\d{1,3}(?:[.'’  ]\d{3})+", text):
        text = re.sub(r"[.'’  ]", "", text)
    if not re.fullmatch(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.0{1,2}|\.0{4,})?", text) or not text.isascii():
        raise BadCell(f"“{text}” is not a whole number")
    value = int(text.replace(",", "").partition(".")[0]) if len(text) < MOST_DIGITS else LARGEST_WHOLE + 1
    if abs(value) > LARGEST_WHOLE:
        raise BadCell(f"“{text}” is larger than any number that can be kept")
    return value


def fraction(text: str, is_percent: bool = False) -> float:
    """A probability as a fraction: 0.4, “40%” and 40 are the same; in a column of percents 1 is a hundredth."""
    try:
        value = float(text.rstrip("% ").strip().replace(",", "."))
    except ValueError as error:
        raise BadCell(f"“{text}” is not a probability") from error
    value = value / 100 if is_percent or value > 1 or text.rstrip().endswith("%") else value
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
    """A three-letter currency code: alone, in brackets behind its name, or as the sign that stands for it."""
    if text in SYMBOLS:
        return SYMBOLS[text]
    inside = re.fullmatch(r"[^()]*\(([A-Z]{3})\)", text)
    code = inside[1] if inside else text
    if not re.fullmatch(r"[A-Za-z]{3}", code):
        raise BadCell(f"“{text}” is not a currency code such as USD")
    return code.upper()
