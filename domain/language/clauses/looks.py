"""What stands around a word, for clauses that mean different things in different company."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.text import phrase_list, word_set


def stage_after(cursor: Cursor, n: int) -> bool:
    """Whether “in engaging” follows: “average days in engaging”."""
    link, stage = cursor.peek(n), cursor.peek(n + 1)
    if link is None or stage is None or link.text not in ("in", "in the", "spent in"):
        return False
    return any(c.named.kind == "stage" for c in stage.names)


def head_after(cursor: Cursor, n: int) -> str:
    for step in range(n, n + 4):
        mention = cursor.peek(step)
        if mention is None:
            return ""
        if mention.has("entity"):
            return mention.text
    return ""


def is_amount_of(cursor: Cursor, n: int) -> bool:
    """Whether the number there counts days, money or percent and not records."""
    amount = getattr(cursor.peek(n), "amount", None)
    return bool(amount and (amount.unit or amount.money or amount.percent or amount.plus))


def is_one_record(cursor: Cursor, n: int) -> bool:
    """Whether one win, loss or deal follows: “smallest win”, “last loss”."""
    mention = cursor.peek(n)
    if mention is None:
        return False
    after = cursor.peek(n + 1)
    if mention.text in ("win", "loss", "sale"):
        return not (after is not None and after.has("measure"))
    return (
        (mention.has("status") or mention.has("entity"))
        and head_after(cursor, n) in phrase_list("deal|opp|opportunity|lead|meeting|win|loss")
        and not mention.text.endswith("s")
    )


def counts_for_subject(cursor: Cursor) -> bool:
    return (
        bool(word_set("rep account region product manager team sector") & set(cursor.parts.heads[:1]))
        or "who" in cursor.parts.marks
    )


def date_role(cursor: Cursor) -> str:
    """The date the words around a period speak of."""
    for step in range(1, 6):
        before = cursor.peek(-step)
        if before is None:
            break
        role = role_of(before)
        if role:
            return role
        if before.period:
            break
    after = cursor.peek(1)
    return role_of(after) if after is not None and after.has("verb") else ""


def bare_count(mention: Mention) -> bool:
    amount = mention.amount
    return bool(
        amount
        and not (amount.unit or amount.money or amount.percent or amount.plus or amount.times)
        and mention.text not in ("a", "an")
    )


def is_plural(noun: str) -> bool:
    return (noun.endswith("s") and not noun.endswith("ss")) or noun in ("people", "salespeople", "series")


def role_of(mention: Mention) -> str:
    verb = mention.get("verb")
    if verb in ("created", "converted"):
        return verb
    if verb == "closing":
        return "close_date"
    if verb == "entered":
        return "stage_entered"
    if mention.get("field") in ("close_date", "created", "stage_entered"):
        return str(mention.get("field"))
    if (mention.has("status") and mention.get("status") in ("won", "lost", "closed")) or mention.has("revenue"):
        return "close_date"
    return ""
