"""Fields of a form as Slack's inputs: a prefilled value only where Slack would take it, no option lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from bot.surfaces.slack import limits
from bot.surfaces.slack.mrkdwn import clip, plain_text, size
from domain.cards import Field


class Named(NamedTuple):
    """A field under the id it has on the page."""

    id: str
    field: Field


class Drawn(NamedTuple):
    """An input block and a sentence on what was left out."""

    block: dict[str, Any]
    left_out: str


def unique(fields: Iterable[Field]) -> list[Named]:
    """The fields, each under an id of its own: Slack tells answers apart by it."""
    named: list[Named] = []
    for field in fields:
        ids = {one.id for one in named}
        wanted = clip(field.name if field.name.strip() else "field", limits.IDENTIFIER - 10)
        named.append(Named(next(name for name in _names(wanted) if name not in ids), field))
    return named


def draw(named: Named) -> Drawn:
    """The input block of a field; block id and action id are the field's name."""
    field = named.field
    options = _options(field)
    if field.kind in ("choice", "choices") and not options:
        nothing = plain_text(f"{field.label}: there is nothing to choose from.", limits.SECTION_TEXT)
        return Drawn({"type": "section", "block_id": named.id, "text": nothing}, "")
    block = {
        "type": "input",
        "block_id": named.id,
        "label": plain_text(field.label, limits.INPUT_LABEL),
        "optional": not field.required,
        "element": {"action_id": named.id, **_element(field, options)},
    }
    block |= {"hint": plain_text(field.hint, limits.INPUT_LABEL)} if field.hint.strip() else {}
    more = len(field.options) - len(options)
    is_cut = field.kind in ("text", "long_text") and size(field.value) > limits.INPUT_TEXT
    said = [
        f"+{more} more choices of {field.label} that do not fit here." if more and options else "",
        f"{field.label} is too long to edit here; its end is cut." if is_cut else "",
    ]
    return Drawn(block, " ".join(sentence for sentence in said if sentence))


def _names(wanted: str) -> Iterable[str]:
    yield wanted
    yield from (f"{wanted}.{number}" for number in range(2, 1000))


def _element(field: Field, options: list[dict[str, Any]]) -> dict[str, Any]:
    match field.kind:
        case "text" | "long_text":
            filled = {"initial_value": clip(field.value, limits.INPUT_TEXT)} if field.value.strip() else {}
            return {"type": "plain_text_input", "multiline": field.kind == "long_text", **filled}
        case "number":
            filled = {"initial_value": field.value} if _is_number(field.value) else {}
            return {"type": "number_input", "is_decimal_allowed": True, **filled}
        case "date":
            filled = {"initial_date": field.value} if _is_date(field.value) else {}
            return {"type": "datepicker", **filled}
        case "email":
            filled = {"initial_value": field.value} if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", field.value) else {}
            return {"type": "email_text_input", **filled}
        case "choice":
            chosen = [option for option in options if option["value"] == field.value]
            return {"type": "static_select", "options": options} | ({"initial_option": chosen[0]} if chosen else {})
        case "choices":
            values = [value.strip() for value in field.value.split(",")]
            chosen = [option for option in options if option["value"] in values]
            return {"type": "multi_static_select", "options": options} | ({"initial_options": chosen} if chosen else {})


def _options(field: Field) -> list[dict[str, Any]]:
    """As many options as Slack shows, the chosen among them; one whose value would be cut is left out."""
    chosen = {field.value, *(value.strip() for value in field.value.split(","))}
    usable = {v: label for v, label in field.options if v.strip() and size(v) <= limits.OPTION_VALUE}
    kept = set(sorted(usable, key=lambda value: value not in chosen)[: limits.OPTIONS])
    return [
        {"text": plain_text(usable[value], limits.OPTION_TEXT), "value": value} for value in usable if value in kept
    ]


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
    except InvalidOperation:
        return False


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
