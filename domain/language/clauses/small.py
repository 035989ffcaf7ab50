"""Small words: corrections, negation, joints, how it is asked, how many, and what nobody knows."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import plain_number
from domain.language.clauses.looks import bare_count
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.parts import GROUP_FIELDS
from domain.language.text import is_emoji, phrase_list, word_set

BEFORE_A_NAME = word_set("for by of with at from owner rep account manager region team")
"""Words after which a picture stands for somebody or something, and not for a mood."""
MOST_RECORDS = 1_000_000


def correction(cursor: Cursor) -> bool:
    """“€50k no sorry $50k”, “in west i meant east”: what follows takes the place of what it is like."""
    if cursor.has("correct") and not cursor.has("neg"):
        cursor.mark("correct")
        cursor.negated = False
        return cursor.take()
    if cursor.has("widen"):
        cursor.mark("widen")
        return cursor.take()
    return False


def negation(cursor: Cursor) -> bool:
    if cursor.mentions[cursor.at].text == "but":
        cursor.negated = "all" in cursor.parts.marks or "everybody" in cursor.parts.marks
        return cursor.take()
    if not cursor.has("neg"):
        return False
    mention = cursor.mentions[cursor.at]
    if mention.text in ("no", "not") and cursor.has("text", 1):
        return False
    cursor.negated = not cursor.negated
    if cursor.negated:
        cursor.mark("neg")
    cursor.negated = True
    return cursor.take()


def joint(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    if mention.has("or"):
        cursor.or_next = bool(cursor.parts.clauses)
        return cursor.take()
    if mention.has("and"):
        return cursor.take()
    if mention.has("all"):
        cursor.mark("all")
        return cursor.take()
    if mention.has("some") or (mention.has("op") and mention.has("filler")):
        return cursor.take()
    return False


def filler(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    if mention.text == "every":
        cursor.mark("all")
    if not (mention.has("filler") or mention.has("pronoun") or mention.has("by")):
        return False
    return cursor.take()


def unknown(cursor: Cursor) -> None:
    """A word nobody knows: a person, account or region that does not exist, or just a word; never dropped."""
    mention = cursor.mentions[cursor.at]
    if is_emoji(mention.text):
        before = cursor.peek(-1)
        if mention.possessive or (before is not None and before.text.split()[-1] in BEFORE_A_NAME):
            cursor.parts.unknown.append(mention)
    elif (
        not mention.unknown
        and (mention.has("severity") or mention.has("needs") or mention.has("grain") or mention.has("threshold"))
    ) or not is_sign(mention):
        cursor.parts.unknown.append(mention)
    cursor.take()


def vague(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    slot = mention.get("vague")
    if slot is None:
        return False
    cursor.parts.vague.append((slot, mention.text))
    return cursor.take()


def aggregate(cursor: Cursor) -> bool:
    mention = cursor.mentions[cursor.at]
    for kind in ("count", "sum", "avg", "share", "trend", "todate"):
        if mention.has(kind):
            if (
                kind == "sum"
                and mention.text in ("value", "amount", "worth", "money", "dollars")
                and (op := cursor.peek(1)) is not None
                and (op.has("op") or op.amount is not None)
            ):
                cursor.last = ("amount", cursor.at)
                return cursor.take()
            if kind == "sum" and mention.text in ("amount", "value", "worth"):
                cursor.last = ("amount", cursor.at)
                if asks_column(cursor, 1):
                    cursor.parts.fields.append("amount")
                    return cursor.take()
            if kind == "sum" and mention.text == "how much":
                cursor.mark("how_much")
            cursor.mark(kind)
            return cursor.take()
    return False


def asks_column(cursor: Cursor, n: int) -> bool:
    """“… on the tailspin deal?”: a column of one deal."""
    link = cursor.peek(n)
    if link is not None and link.has("and") and (more := cursor.peek(n + 1)) is not None and more.has("field"):
        return asks_column(cursor, n + 2)
    if link is None or link.text.split()[0] not in ("of", "on", "for", "in"):
        return False
    return any((m := cursor.peek(k)) is not None and m.text in ("deal", "opp", "opportunity") for k in range(n, n + 6))


def asking(cursor: Cursor) -> bool:
    ask = cursor.mentions[cursor.at].get("ask")
    if ask is None:
        return False
    cursor.mark(ask)
    mention = cursor.mentions[cursor.at]
    if mention.text in phrase_list("which|wich|what|which rep|what rep|which seller|which salesperson|which ae"):
        after = cursor.peek(1)
        link = cursor.peek(2)
        if (
            after is not None
            and link is not None
            and after.get("entity") in ("stage", "region", "product", "team")
            and link.text in ("is", "are", "was")
            and asks_one_deal(cursor)
        ):
            cursor.parts.fields.append(GROUP_FIELDS[str(after.get("entity"))])
            return cursor.take(2)
        noun = mention.text.split()[-1] if " " in mention.text else (after.text if after else "")
        cursor.parts.singular = not noun.endswith("s")
        cursor.mark("which")
    if mention.text == "who":
        cursor.parts.singular = True
    return cursor.take()


def asks_one_deal(cursor: Cursor) -> bool:
    """Whether the question is about one deal: “the litware deal”."""
    return any(m.text in ("deal", "opp", "opportunity") for m in cursor.mentions[cursor.at :])


def limit(cursor: Cursor) -> bool:
    """“show me 10 deals”, “first 20”."""
    mention = cursor.mentions[cursor.at]
    if not bare_count(mention):
        return False
    before = cursor.peek(-1)
    n = cursor.skip_fillers(1)
    after = cursor.peek(n)
    opens = before is None or before.has("filler") or before.has("sup") or before.text in ("first", "last", "list")
    if (before is not None and before.text == "first") or (
        opens
        and after is not None
        and (
            after.has("entity")
            or after.has("status")
            or any(c.named.kind == "stage" for c in after.names)
            or after.has("segment")
        )
    ):
        cursor.parts.limit = records(cursor, mention) or None
        return cursor.take()
    return False


def records(cursor: Cursor, mention: Mention) -> int:
    """How many records a number asks for; what no list can be long is said and left out (0)."""
    number = plain_number(mention.amount.value if mention.amount else Decimal(0))
    if isinstance(number, int) and 0 < number <= MOST_RECORDS:
        return number
    if isinstance(number, int) and 0 < -number <= MOST_RECORDS:
        cursor.parts.assumptions.append(f"“{mention.text}” read as {-number}")
        return -number
    cursor.parts.assumptions.append(f"“{mention.text}” left out: a list has between 1 and {MOST_RECORDS:,} records")
    return 0


def is_sign(mention: Mention) -> bool:
    return not any(c.isalnum() for c in mention.text)
