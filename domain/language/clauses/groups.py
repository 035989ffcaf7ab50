"""What is counted apart: “by region and product”, “per month”."""

from __future__ import annotations

from domain.language.clauses.order import ranked_by
from domain.language.cursor import Cursor
from domain.language.parts import GROUP_FIELDS
from domain.language.text import phrase_list


def grouping(cursor: Cursor) -> bool:
    """“by region and product”, “per month”, “monthly”, “by deals won”."""
    mention = cursor.mentions[cursor.at]
    if mention.has("grain") and mention.text.endswith("ly") and not mention.amount:
        cursor.parts.groups.append(f"@date.{mention.get('grain')}")
        return cursor.take()
    if not mention.has("by") or (cursor.last[0] == "sort" and mention.text == "by"):
        return False
    n = skip_plain(cursor, 1)
    found: list[str] = []
    while True:
        key = group_key(cursor, n)
        if not key and (dated := dated_group(cursor, n)):
            found.append(dated)
            n += 2
            break
        if not key:
            break
        found.append(key)
        n += 1
        follow = skip_plain(cursor, n, also=("and", "by", "then"))
        if follow == n or not group_key(cursor, follow):
            break
        n = follow
    if not found:
        return ranked_by(cursor, n)
    cursor.parts.groups += [key for key in found if key not in cursor.parts.groups]
    return cursor.take(n)


def dated_group(cursor: Cursor, n: int) -> str:
    """“by close month”, “by creation week”."""
    mention, grain = cursor.peek(n), cursor.peek(n + 1)
    if mention is None or grain is None or not grain.has("grain"):
        return ""
    column = (
        "close_date"
        if mention.text in ("close", "closing", "closed")
        else "created"
        if mention.text in ("created", "creation", "create")
        else ""
    )
    return f"{column}.{grain.get('grain')}" if column else ""


def skip_plain(cursor: Cursor, n: int, also: tuple[str, ...] = ()) -> int:
    while (mention := cursor.peek(n)) is not None and (
        (
            mention.text in phrase_list("the|each|every|sales|of|their|its|our|account|and|then|deal|:")
            and (
                mention.text in phrase_list("the|each|every|their|its|our|:")
                or (mention.text in ("and", "then") and also)
            )
        )
        or any(mention.has(kind) for kind in also if kind != "then")
    ):
        n += 1
    return n


def group_key(cursor: Cursor, n: int) -> str:
    mention = cursor.peek(n)
    if mention is None or mention.possessive:
        return ""
    if mention.has("grain"):
        return f"@date.{mention.get('grain')}"
    entity = mention.get("entity")
    if entity in GROUP_FIELDS:
        return GROUP_FIELDS[entity]
    if entity == "agent":
        return "agent"
    if entity == "source":
        return "source"
    column = mention.get("field")
    if column in phrase_list(
        "owner|status|forecast_category|account.tag|account.country|account.parent|source|lost_reason|"
        "severity|type|reason|year_established|created_by"
    ):
        return column
    if column in ("close_date", "created"):
        grain = cursor.peek(n + 1)
        return f"{column}.{grain.get('grain')}" if grain and grain.has("grain") else f"{column}.month"
    return {
        "salesperson": "owner",
        "person": "owner",
        "who": "owner",
        "outcome": "status",
        "month": "@date.month",
    }.get(mention.text, "")
