"""How a value is written, with the rounding stated here and nowhere else; the gate on claims reads the same page.

Rounding, half up throughout:
    money   whole units below a million, tenths of a million (M) or billion (B) above
    ratio   tenths of a percent; coverage in tenths of a multiple ("3.1x")
    days    tenths of a day
    count   never rounded
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MILLION, BILLION = Decimal(10**6), Decimal(10**9)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TIMES_QUOTA = ("coverage",)
"""Ratios that people read as a multiple and not as a percentage."""
MOVES = ("difference", "change")
"""Names of facts that say how far something moved, and are written with their direction."""
UNKNOWN = "not known"
PLAIN_UNITS = ("money", "count")
"""Amounts whose currency is not known, and numbers whose noun stands beside them: written without a unit."""


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """The value to that many decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency code."""
    return re.fullmatch(r"[A-Z]{3}", unit) is not None


def number(value: Decimal) -> str:
    """The value with thousands marked and no trailing zeros: 1,589 or 51.8."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(value: Decimal, unit: str) -> str:
    """`7 deals`, `1 deal`."""
    return f"{number(value)} {singular(unit) if value == 1 else unit}"


def money(value: Decimal, currency: str) -> str:
    """`USD 2.1M`, `USD 52,187`: rounded as the page says."""
    size = abs(rounded(value))
    if size >= BILLION:
        return f"{currency} {number(rounded(value / BILLION, 1))}B"
    if size >= MILLION:
        # 999,950,000 rounds up to a thousand millions, which people write as a billion.
        millions = rounded(value / MILLION, 1)
        return f"{currency} 1B" if millions == 1000 else f"{currency} {number(millions)}M"
    return f"{currency} {number(rounded(value))}"


def exact_money(value: Decimal, currency: str) -> str:
    """`USD 2,140,300.00`: every cent."""
    return f"{currency} {rounded(value, 2):,f}"


def days(value: Decimal) -> str:
    """`94 days`, `51.8 days`, `1 day`."""
    shown = rounded(value, 1)
    return f"{number(shown)} {'day' if shown == 1 else 'days'}"


def percent(value: Decimal) -> str:
    """`63.2%` of a fraction 0.632."""
    return f"{number(rounded(value * 100, 1))}%"


def times(value: Decimal) -> str:
    """`3.1x`."""
    return f"{number(rounded(value, 1))}x"


def day(value: date) -> str:
    """`12 Dec 2026`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """`12 Dec 2026 09:05 UTC`."""
    return f"{day(value.date())} {value:%H:%M} {value.tzname() or 'UTC'}"


def day_number(value: date) -> Decimal:
    """A date as the value of a fact or figure."""
    return Decimal(value.toordinal())


def written(value: Decimal | None, unit: str, name: str = "") -> str:
    """The one way this value is written in a sentence. `name` is the measure, which decides % or x for a ratio."""
    if value is None:
        return UNKNOWN
    if name in MOVES:
        return _moved(value, unit, name)
    if is_currency(unit):
        return money(value, unit)
    if unit == "ratio":
        return times(value) if name in TIMES_QUOTA else percent(value)
    if unit == "days":
        return days(value)
    if unit == "date":
        return day(date.fromordinal(int(value)))
    if unit == "points":
        return f"{number(rounded(value, 1))} points"
    if unit in PLAIN_UNITS:
        return number(rounded(value) if unit == "money" else value)
    return count(value, unit)


def _moved(value: Decimal, unit: str, name: str) -> str:
    """`up USD 200,000`, `down 5.2 points`, `no difference`; a change is `+20%`."""
    if name == "change":
        return ("+" if value > 0 else "") + percent(value)
    if value == 0:
        return "no difference"
    return f"{'up' if value > 0 else 'down'} {written(abs(value), unit)}"


def ways(value: Decimal, unit: str, name: str = "") -> frozenset[str]:
    """Every way in which this value may stand in a sentence; anything else is a reworded number."""
    as_written = written(value, unit, name)
    also = {as_written}
    if name in MOVES:
        return frozenset(also)
    if is_currency(unit):
        also |= {exact_money(value, unit), f"{unit} {number(rounded(value))}"}
    if value == 0 and not (is_currency(unit) or unit in ("ratio", "date", "points", *PLAIN_UNITS)):
        also |= {f"no {unit}", f"No {unit}"}
    return frozenset(also)


def singular(plural: str) -> str:
    """`deal` of `deals`, `activity` of `activities`, `person` of `people`."""
    if plural == "people":
        return "person"
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural.removesuffix("s")
