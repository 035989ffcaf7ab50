"""How it is asked: who, which, how much, how many, on average; and how many records are wanted."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import plain_number
from domain.language.clauses.looks import bare_count
from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.parts import GROUP_FIELDS, Ranking
from domain.language.text import phrase_list

MOST_RECORDS = 1_000_000
WHICH = phrase_list("which|wich|what|which rep|what rep|which seller|which salesperson|which ae")
A_DEAL = ("deal", "opp", "opportunity")


def asking(cursor: Cursor) -> bool:
    """“who”, “which reps”, “what stage is the litware deal in”."""
    ask, text = cursor.here.get("ask"), cursor.here.text
    if cursor.at == 0 and text == "who are" and (cursor.has("sup", 1) or cursor.has("sup", 2)):
        # “who are the top 3 by deals won”.
        ask = text = "who"
    if ask is None:
        return False
    if text == "whose" and cursor.parts.heads:
        # “deals whose close date …”: whose says nothing about people.
        return cursor.take()
    if text == "who" and cursor.parts.rankings and cursor.parts.rankings[-1].one:
        # “biggest win ever, who got it”: the owner of that one.
        cursor.parts.fields.append("owner")
        cursor.parts.singular = True
        return cursor.take()
    if column := column_of_the_one(cursor):
        cursor.parts.fields.append(column)
        return cursor.take(2 if cursor.look(1).has("entity") else 1)
    cursor.mark(ask)
    if text in WHICH:
        if asks_sector(cursor):
            cursor.parts.fields.append(OF_ONE_ACCOUNT[str(cursor.look(1).get("entity"))])
            return cursor.take(2)
        if asks_one_value(cursor):
            cursor.parts.fields.append(GROUP_FIELDS[str(cursor.look(1).get("entity"))])
            return cursor.take(2)
        noun = text.split()[-1] if " " in text else cursor.look(1).text
        cursor.parts.singular = not noun.endswith("s")
        cursor.mark("which")
    if text == "who":
        cursor.parts.singular = True
    return cursor.take()


def column_of_the_one(cursor: Cursor) -> str:
    """“biggest win ever, who and what account”, “… and when”: a column of the one just ranked; empty elsewhere."""
    one = bool(cursor.parts.rankings) and cursor.parts.rankings[-1].one
    if not one or not (cursor.look(-1).text in AFTER_A_RECORD or cursor.parts.fields):
        return ""
    if cursor.here.text == "when":
        return "close_date" if cursor.parts.statuses() & {"won", "lost", "closed"} else "created"
    entity = cursor.look(1).get("entity") or ""
    return GROUP_FIELDS.get(entity, "") if cursor.here.text in WHICH and not cursor.look(1).text.endswith("s") else ""


AFTER_A_RECORD = (",", ".", "and", "-", ":", ";", "or", "for", "?")


def doings(cursor: Cursor) -> bool:
    """“what did Contoso do last”, “what happened at Contoso”: activities, with somebody or by somebody."""
    text, heads = cursor.here.text, cursor.parts.heads
    if text == "what" and cursor.look(1).text in ("did", "has") and cursor.look(3).text in ("do", "done"):
        heads.append("activity")
        return cursor.take(2)
    if text == "what" and cursor.look(1).text in ("happened", "has happened"):
        heads.append("activity")
        return cursor.take(2)
    if text in ("do", "done") and heads[:1] == ["activity"] and cursor.look(1).text in ("last", "lately", "recently"):
        cursor.parts.rankings.append(Ranking("age", "asc", 1, cursor.at))
        return cursor.take(2)
    return False


OF_ONE_ACCOUNT = {"sector": "account.sector"}


def asks_sector(cursor: Cursor) -> bool:
    """“what industry is konex in”, “which sector does it belong to”: of one account."""
    named = cursor.look(1).get("entity") in OF_ONE_ACCOUNT
    verb = cursor.look(2).text.partition(" ")[0] in ("is", "does", "do", "are", "was")
    one = any(c.named.kind == "account" for m in cursor.mentions for c in m.names)
    return named and verb and one


def asks_one_value(cursor: Cursor) -> bool:
    """“what stage is the litware deal in”: a column of one deal."""
    named = cursor.look(1).get("entity") in ("stage", "region", "product", "team")
    is_ = cursor.look(2).text in ("is", "are", "was")
    one = any(c.named.kind == "account" for c in cursor.look(3).names) and not cursor.look(3).possessive
    return named and is_ and (one or any(m.text in A_DEAL for m in cursor.mentions))


def aggregate(cursor: Cursor) -> bool:
    """“how many”, “how much”, “total”, “average”, “share”, “trend”."""
    kind = next((k for k in ("count", "sum", "avg", "share", "trend", "todate") if cursor.has(k)), "")
    if kind == "count" and cursor.look(1).get("field") == "employees":
        # “how many employees does Isdom have” asks for a column, and counts nothing.
        return cursor.take()
    if kind == "sum" and cursor.here.text == "combined" and "count" in cursor.parts.marks:
        # “how many in oct and nov combined”: the number is already asked for.
        return cursor.take()
    counted = "count" in cursor.parts.marks or {"won_count", "lost_count"} & set(cursor.parts.measures)
    if kind == "sum" and cursor.here.text == "in total" and counted:
        return cursor.take()
    if not kind or (kind == "sum" and amount_itself(cursor)):
        return bool(kind)
    if cursor.here.text == "how much" and cursor.parts.rankings and cursor.parts.rankings[-1].one:
        # “largest loss, who and how much”: the amount of that one, and no sum.
        cursor.parts.fields.append("amount")
        return cursor.take()
    if cursor.here.text == "how much":
        cursor.mark("how_much")
    if kind == "count" and cursor.parts.heads in (["account"], ["rep"]) and cursor.has("entity", 1, "opportunity"):
        # “customers: how many deals did we win”: deals are counted, for each of them.
        cursor.mark("count_deals")
    cursor.mark(kind)
    if kind == "sum" and text_of_total(cursor):
        cursor.mark("also_sum")
    return cursor.take()


def text_of_total(cursor: Cursor) -> bool:
    """“average and total deal size”: the sum is asked for beside the average."""
    return cursor.here.text.partition(" ")[0] in ("total", "sum", "totals") and any(
        cursor.has("and", way) and cursor.has_any(2 * way, ("avg", "measure")) for way in (-1, 1)
    )


def amount_itself(cursor: Cursor) -> bool:
    """“value over 50k”, “amount of the tailspin deal”: the field and not a sum."""
    text = cursor.here.text
    n = cursor.skip_some(1, ("is", "are", "was", "=", ":", "that is", "of"))
    compared = cursor.has("op", n) or cursor.look(n).amount is not None
    column = text in ("amount", "value", "worth") and asks_column(cursor, 1)
    if text in ("amount", "value", "worth") or (compared and text in ("money", "dollars")):
        cursor.last = ("amount", cursor.at)
    if compared and text in ("value", "amount", "worth", "money", "dollars"):
        return cursor.take()
    if column:
        cursor.parts.fields.append("amount")
    return column and cursor.take()


def asks_column(cursor: Cursor, n: int) -> bool:
    """“… on the tailspin deal?”: a column of one deal."""
    if cursor.has("and", n) and cursor.has("field", n + 1):
        return asks_column(cursor, n + 2)
    linked = cursor.look(n).text.partition(" ")[0] in ("of", "on", "for", "in")
    return linked and any(cursor.look(k).text in A_DEAL for k in range(n, n + 6))


def limit(cursor: Cursor) -> bool:
    """“show me 10 deals”, “list 20 wins”."""
    if not bare_count(cursor.here) or not (opens(cursor) and counts_records(cursor, cursor.skip_fillers(1))):
        return False
    cursor.parts.limit = records(cursor, cursor.here) or None
    return cursor.take()


def opens(cursor: Cursor) -> bool:
    """Whether nothing but “show me” and its like stands before."""
    before = cursor.peek(-1)
    asks = before is not None and before.text in ("which", "what", "whose")
    return (
        before is None or asks or before.has("filler") or before.has("sup") or before.text in ("first", "last", "list")
    )


def counts_records(cursor: Cursor, n: int) -> bool:
    """Whether records follow at the n-th mention: “deals”, “wins”, “proposals”."""
    staged = any(c.named.kind == "stage" for c in cursor.look(n).names)
    return staged or cursor.has_any(n, ("entity", "status", "segment"))


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
