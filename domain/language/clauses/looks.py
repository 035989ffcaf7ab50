"""What stands around a word, for clauses that mean different things in different company."""

from __future__ import annotations

from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.text import phrase_list, word_set

COUNTED_SUBJECTS = word_set("rep account region product manager team sector")
ONE_RECORD = phrase_list("deal|opp|opportunity|lead|meeting|win|loss")
DATES = {"created": "created", "converted": "converted", "closing": "close_date", "entered": "stage_entered"}
"""The date that a verb speaks of."""


def stage_after(cursor: Cursor, n: int) -> bool:
    """Whether “in engaging” follows: “average days in engaging”."""
    linked = cursor.look(n).text in ("in", "in the", "spent in")
    return linked and any(c.named.kind == "stage" for c in cursor.look(n + 1).names)


def head_after(cursor: Cursor, n: int) -> str:
    """The noun that follows within a few words: “deals”, “reps”; empty when there is none."""
    near = (cursor.look(step) for step in range(n, n + 4))
    return next((m.text for m in near if m.has("entity")), "")


def is_amount_of(cursor: Cursor, n: int) -> bool:
    """Whether the number there counts days, money or percent and not records."""
    amount = cursor.look(n).amount
    return bool(amount and (amount.unit or amount.money or amount.percent or amount.plus))


def is_one_record(cursor: Cursor, n: int) -> bool:
    """Whether one win, loss or deal follows: “smallest win”, “last loss”."""
    mention = cursor.look(n)
    if any(c.named.kind == "activity_type" for c in mention.names) and not mention.text.endswith("s"):
        # “the last meeting with Contoso”.
        return True
    if mention.text in ("win", "loss", "sale"):
        return not cursor.has("measure", n + 1)
    record = mention.has("status") or mention.has("entity")
    return record and head_after(cursor, n) in ONE_RECORD and not mention.text.endswith("s")


def counts_for_subject(cursor: Cursor) -> bool:
    """Whether people or things are asked about, whom deals are counted for."""
    return bool(COUNTED_SUBJECTS & set(cursor.parts.heads[:1])) or "who" in cursor.parts.marks


def date_role(cursor: Cursor) -> str:
    """The date the words around a period speak of; empty when they speak of none."""
    for step in range(1, 6):
        before = cursor.look(-step)
        if role := role_of(before):
            return role
        if before.period:
            break
    return role_of(cursor.look(1)) if cursor.has("verb", 1) else ""


def role_of(mention: Mention) -> str:
    """The date a word speaks of: “created”, “closing”, “won”; empty for any other word."""
    verb, field = DATES.get(mention.get("verb") or "", ""), mention.get("field") or ""
    if verb or field in ("close_date", "created", "stage_entered"):
        return verb or field
    decided = mention.get("status") in ("won", "lost", "closed") or mention.has("revenue")
    return "close_date" if decided else ""


def bare_count(mention: Mention) -> bool:
    """Whether a mention is a number and nothing more."""
    amount = mention.amount
    marked = amount and (amount.unit or amount.money or amount.percent or amount.plus or amount.times)
    return bool(amount) and not marked and mention.text not in ("a", "an")


def is_plural(noun: str) -> bool:
    """Whether a noun speaks of several things."""
    return (noun.endswith("s") and not noun.endswith("ss")) or noun in ("people", "salespeople", "series")
