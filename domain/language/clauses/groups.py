"""What is counted apart: “by region and product”, “per month”."""

from __future__ import annotations

from domain.language.clauses.naming import name_values, put_names
from domain.language.clauses.order import ranked_by
from domain.language.cursor import Cursor
from domain.language.parts import GROUP_FIELDS
from domain.language.text import phrase_list

DATED = {
    "close": "close_date",
    "closing": "close_date",
    "closed": "close_date",
    "created": "created",
    "creation": "created",
    "create": "created",
}
PLAIN = phrase_list("the|each|every|their|its|our|:")
GROUPED_BY = phrase_list(
    "owner|status|forecast_category|account.tag|account.is_new|account.country|account.parent|source|lost_reason|severity|type|"
    "reason|year_established|created_by"
)
"""Fields that records are counted apart by."""
BY_OTHER_WORDS = {
    "salesperson": "owner",
    "person": "owner",
    "who": "owner",
    "head": "owner",
    "name": "owner",
    "outcome": "status",
    "month": "@date.month",
}


def grouping(cursor: Cursor) -> bool:
    """“by region and product”, “per month”, “monthly”, “by deals won”."""
    mention = cursor.here
    if mention.has("grain") and mention.text.endswith("ly") and not mention.amount:
        cursor.parts.groups.append(f"@date.{mention.get('grain')}")
        return cursor.take()
    if not mention.has("by") or (cursor.last[0] == "sort" and mention.text == "by"):
        return False
    if mention.text == "every" and all(m.has("filler") for m in cursor.mentions[: cursor.at]):
        # “show me every subsidiary of Acme”: all of them, and nothing counted apart.
        return False
    first = skip_plain(cursor, 1)
    if by_a_date(cursor, first):
        return True
    if narrowed_group(cursor, first):
        return cursor.take(first + 2)
    found, n = group_keys(cursor, first)
    if not found:
        return ranked_by(cursor, first)
    cursor.parts.groups += [key for key in found if key not in cursor.parts.groups]
    return cursor.take(n)


def by_a_date(cursor: Cursor, n: int) -> bool:
    """“open deals by close date”: a list in that order; numbers by close date are those of each month."""
    column, parts = cursor.look(n).get("field") or "", cursor.parts
    ranked = any(r.what != "close" for r in parts.rankings)
    listed = parts.heads[:1] == ["opportunity"] and not (parts.measures or parts.groups or ranked)
    counted = parts.marks & {"count", "sum", "revenue", "pipeline", "how_much", "avg", "share", "trend"}
    if column not in ("close_date", "created") or cursor.look(n + 1).has("grain") or not listed or counted:
        return False
    after = n + 1 + (cursor.look(n + 1).text == ",")
    says = cursor.look(after).text if cursor.has("asc", after) or cursor.has("desc", after) else ""
    last_first = says.startswith(("newest", "latest", "most recent", "desc", "furthest"))
    parts.sorts.append((column, "desc" if last_first else "asc"))
    parts.limit = next((r.n for r in parts.rankings if r.n), parts.limit)
    parts.rankings = []
    cursor.take(after + 1 if says else n + 1)
    cursor.last = ("sort", cursor.at)
    return True


def narrowed_group(cursor: Cursor, n: int) -> bool:
    """“per smb rep”, “by emea team”: the name only narrows what is counted apart."""
    named, noun = cursor.look(n), cursor.look(n + 1)
    kinds = {c.named.kind for c in named.names}
    key = GROUP_FIELDS.get(noun.get("entity") or "", "")
    if named.possessive or not kinds & {"team", "region", "product", "sector", "stage", "tag"} or not key:
        return False
    if key in kinds or noun.possessive or noun.has("field"):
        return False
    kind, values = name_values(cursor, named, n)
    if kind:
        put_names(cursor, kind, values, versus=False)
    cursor.parts.groups += [key] if key not in cursor.parts.groups else []
    return True


def group_keys(cursor: Cursor, n: int) -> tuple[list[str], int]:
    """(what is counted apart, mentions used) of the words after “by”."""
    found: list[str] = []
    while True:
        if dated := dated_group(cursor, n):
            return [*found, dated], n + 2
        key = group_key(cursor, n)
        if not key:
            return found, n
        found.append(key)
        follow = skip_plain(cursor, n + 1, joined=True)
        if follow == n + 1 or not group_key(cursor, follow):
            return found, n + 1
        n = follow


def dated_group(cursor: Cursor, n: int) -> str:
    """“by close month”, “by creation week”."""
    column, grain = DATED.get(cursor.look(n).text, ""), cursor.look(n + 1).get("grain")
    return f"{column}.{grain}" if column and grain else ""


def skip_plain(cursor: Cursor, n: int, *, joined: bool = False) -> int:
    """The place of the first mention from the n-th on that is more than “the” or “each” (or a joint)."""
    while (mention := cursor.peek(n)) is not None:
        joins = joined and (
            mention.text in ("and", "then", "/", "x", "+", "*") or mention.has("and") or mention.has("by")
        )
        if mention.text not in PLAIN and not joins:
            break
        n += 1
    return n


def group_key(cursor: Cursor, n: int) -> str:
    """What the n-th mention names to count apart; empty when it names nothing of the kind."""
    mention = cursor.look(n)
    if mention.possessive:
        return ""
    if mention.has("grain"):
        return f"@date.{mention.get('grain')}"
    entity, column = mention.get("entity") or "", mention.get("field") or ""
    if mention.text in ("segment", "segments"):
        # What people call a segment is the team that sells to it, or, without teams, the sector.
        return "team" if cursor.names.all_of("team") else "account.sector"
    if entity in GROUP_FIELDS or entity in ("agent", "source"):
        return GROUP_FIELDS.get(entity, entity)
    if column in GROUPED_BY:
        return column
    if column in ("close_date", "created"):
        return f"{column}.{cursor.look(n + 1).get('grain') or 'month'}"
    return BY_OTHER_WORDS.get(mention.text, "")
