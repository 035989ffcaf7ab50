"""What a person or an agent put into a field, as the CRM stores it; or a sentence on why it cannot be that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.actions import WRITABLE, ActionKind, BadChange, Writable

LARGEST = Decimal("90000000000000000")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
CATEGORIES = ("Pipeline", "Best Case", "Commit", "Closed", "Omitted")


def entered(kind: ActionKind, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Each field's value as it is stored, None for an emptied one. Raises: BadChange with a sentence per field."""
    known = {one.name: one for one in WRITABLE[kind]}
    found: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for name, raw in values.items():
        if name not in known:
            errors[name] = "this field is not one that I write."
            continue
        try:
            found[name] = _value(known[name], "" if raw is None else str(raw))
        except ValueError as problem:
            errors[known[name].label] = str(problem)
    if errors:
        raise BadChange(errors)
    return found


def problems(kind: ActionKind, values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence under each field of a form that cannot be taken, by the field's name."""
    said: dict[str, str] = {}
    for one in WRITABLE[kind]:
        if one.name in values:
            try:
                _value(one, str(values[one.name] or ""))
            except ValueError as problem:
                said[one.name] = f"{str(problem)[:1].upper()}{str(problem)[1:]}"
    return said


def _value(field: Writable, raw: str) -> str | None:
    text = raw.strip()
    if not text:
        if field.required:
            raise ValueError("this cannot be empty.")
        return None
    if any(unicodedata.category(c) == "Cs" or c == "\x00" for c in text):
        raise ValueError("it holds a character that no CRM can keep; type it again.")
    if len(text) > field.longest:
        raise ValueError(f"it is longer than {field.longest} characters; shorten it.")
    match field.holds:
        case "money":
            return _money(text)
        case "date":
            return _day(text)
        case "email":
            return _email(text)
        case "category":
            return _category(text)
    return text


def _money(text: str) -> str:
    bare = re.sub(r"^(?:[A-Z]{3}\s*|[$€£]\s*)", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    try:
        amount = Decimal(bare) if re.fullmatch(r"-?\d+(\.\d+)?", bare, re.ASCII) else Decimal("nan")
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise ValueError("give an amount in digits, such as 120000 or 120000.50.")
    if amount < 0 or amount > LARGEST:
        raise ValueError("give an amount from 0 to 90,000,000,000,000,000.")
    if amount != round(amount, 2):
        raise ValueError("give at most two decimals.")
    return f"{amount.quantize(Decimal('0.01')):f}"


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("give a day as 2026-12-31.") from None
    if not EARLIEST <= day < LATEST:
        raise ValueError(f"give a day from {EARLIEST:%Y} to {LATEST.year - 1}.")
    return day.isoformat()


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", text):
        raise ValueError("give an e-mail address such as ada@example.com.")
    return text


def _category(text: str) -> str:
    wanted = text.lower().replace("_", " ")
    for known in CATEGORIES:
        if known.lower() == wanted:
            return known
    raise ValueError(f"choose one of {', '.join(CATEGORIES)}.")


def visible(text: str) -> str:
    """The text with every character shown that would otherwise hide, or turn others around."""
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in ("Cf", "Cc", "Co") and c not in "\n\t" else c for c in text
    )
