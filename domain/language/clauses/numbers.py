"""Numbers that compare: “over 50k”, “between 10 and 20 %”, “above quota”."""

from __future__ import annotations

from decimal import Decimal

from domain.language.amounts import Amount
from domain.language.clauses.ages import days, long_ago
from domain.language.clauses.counts import count_of, counted_noun
from domain.language.clauses.looks import counts_for_subject
from domain.language.clauses.put import compare, having
from domain.language.cursor import Cursor
from domain.language.parts import OPPOSITE, Clause
from domain.language.text import phrase_list
from domain.query import Filter, Literal_

QUOTA_OPS = {
    "missed": "lt",
    "miss": "lt",
    "misses": "lt",
    "beat": "gt",
    "beats": "gt",
    "exceeded": "gt",
} | dict.fromkeys(("made", "make", "hit", "hits"), "gte")
RATIOS = ("win_rate", "loss_rate", "coverage", "accuracy_rate")


def comparison(cursor: Cursor) -> bool:
    found = compared(cursor, 0)
    if found is None:
        return False
    op, values, amount, used = found
    return attach(cursor, op, values, amount, used)


def compared(cursor: Cursor, n: int) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """(op, values, the amount as read, mentions used) of a comparison that starts here."""
    mention = cursor.peek(n)
    if mention is None:
        return None
    if mention.has("op"):
        op = str(mention.get("op"))
        step = cursor.skip_some(n + 1, phrase_list("a|an|the|of|about|around|is|="))
        first = cursor.peek(step)
        if first is None or first.amount is None:
            return None
        if first.text in ("a", "an"):
            return None
        second = cursor.peek(step + 2)
        if op == "between":
            link = cursor.peek(step + 1)
            if link is not None and link.text in ("and", "to", "-") and second and second.amount:
                values, amount = same_scale(first.amount, second.amount)
                return "between", values, amount, step + 3
            return None
        return op, (first.amount.value,), first.amount, step + 1
    if mention.amount is None or mention.has("ask"):
        return None
    return after_number(cursor, n, mention.amount)


def after_number(cursor: Cursor, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    second = cursor.peek(n + 2)
    link = cursor.peek(n + 1)
    if link is not None and link.text in ("to", "-") and second and second.amount and not second.period:
        values, whole = same_scale(amount, second.amount)
        return "between", values, whole, n + 3
    if link is not None and link.has("op") and link.text.split()[0] in ("or", "and"):
        return str(link.get("op")), (amount.value,), amount, n + 2
    if amount.plus and not (amount.money or amount.unit or amount.percent or cursor.parts.heads or amount.value >= 100):
        return None
    if amount.plus:
        return "gte", (amount.value,), amount, n + 1
    if amount.money or amount.unit or amount.percent:
        return "", (amount.value,), amount, n + 1
    return bare_number(cursor, n, amount)


def bare_number(cursor: Cursor, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """A number on its own compares only where a field or measure stands before it."""
    if cursor.last[0] and cursor.at - cursor.last[1] <= 1 and cursor.last[0] not in ("sort", "head"):
        return "eq", (amount.value,), amount, n + 1
    return None


def attach(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """The comparison put on the field it is about."""
    if amount.unit and amount.days is not None:
        ago = cursor.peek(used)
        if ago is not None and ago.text in ("ago", "back"):
            return long_ago(cursor, op, values, amount, used)
        return days(cursor, op, values, amount, used)
    if amount.percent or amount.times:
        return ratio(cursor, op, values, amount, used)
    counted = None if amount.money else counted_noun(cursor, used, numbered=True)
    if counted:
        return count_of(cursor, op, values, *counted)
    after = cursor.peek(cursor.skip_some(used, ("in", "of", "worth", "the")))
    column = after.get("field") if after else None
    if column in ("employees", "year_established"):
        cursor.take(cursor.skip_some(used, ("in", "of", "the")) + 1)
        compare(cursor, str(column), op or "eq", values)
        return True
    if (
        after is not None
        and (after.has("revenue") or after.text in ("in total", "total", "in amount"))
        and not is_amount_subject(cursor)
    ):
        used = cursor.skip_some(used, ("in", "of", "worth", "the")) + 1
        if after.has("revenue"):
            cursor.status_of("won")
        cursor.take(used)
        having(cursor, "amount", op or "gte", values)
        return True
    return money(cursor, op, values, amount, used)


def is_amount_subject(cursor: Cursor) -> bool:
    return "opportunity" in cursor.parts.heads[:1] or not cursor.parts.heads


def money(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    column = cursor.last[0] if cursor.at - cursor.last[1] <= 1 else ""
    if column == "@revenue":
        if cursor.parts.heads[:1] == ["account"]:
            cursor.parts.marks.discard("revenue")
            cursor.parts.clauses = [
                c for c in cursor.parts.clauses if c.condition.field != "status" or c.condition.value != "won"
            ]
            cursor.take(used)
            compare(cursor, "revenue", op or "eq", values)
            return True
        cursor.take(used)
        having(cursor, "amount", op or "gte", values)
        return True
    if column in ("amount", "employees", "year_established", "revenue", "pushed_count"):
        cursor.take(used)
        compare(cursor, column, op or "eq", values)
        return True
    if column in ("days_in_stage", "last_activity_days", "age_days"):
        cursor.take(used)
        compare(cursor, column, op or "gte", values)
        return True
    if column == "@coverage" or column in phrase_list(
        "win_rate|loss_rate|cycle_days|avg_amount|coverage|attainment|account_count|count|max_amount|"
        "median_amount|amount_sum|avg_days_in_stage"
    ):
        cursor.take(used)
        having(cursor, "amount" if column == "amount_sum" else column.lstrip("@"), op or "eq", values)
        return True
    if not amount.money and not op:
        return False
    measured = cursor.parts.measures[-1:]
    if not amount.money and measured and measured[0] in ("coverage", "cycle_days", "avg_days_in_stage"):
        cursor.take(used)
        having(cursor, measured[0], op, values)
        return True
    if (
        cursor.parts.heads[:1]
        in (["rep"], ["account"], ["region"], ["product"], ["manager"], ["team"], ["sector"], ["stage"])
        and "opportunity" not in cursor.parts.heads
    ):
        cursor.take(used)
        having(cursor, "amount", op or "gte", values)
        return True
    plain = cursor.peek(used)
    cursor.take(used)
    if plain is not None and plain.text in ("each", "apiece"):
        cursor.take()
    compare(cursor, "amount", op or "gte", values, said=bool(op))
    cursor.mark("money")
    return True


def ratio(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    found = tuple(round(v / 100, 6) if amount.percent else v for v in values)
    column = cursor.last[0] if cursor.at - cursor.last[1] <= 2 else ""
    if column not in RATIOS and cursor.parts.measures and cursor.parts.measures[-1] in RATIOS:
        column = cursor.parts.measures[-1]
    after = cursor.peek(cursor.skip_some(used, ("of", "to", "the", "their")))
    if column in ("win_rate", "loss_rate", "coverage", "accuracy_rate"):
        cursor.take(used)
        having(cursor, column, op or "eq", found)
        return True
    if after is not None and after.has("measure") and after.get("measure") in ("win_rate", "loss_rate", "coverage"):
        cursor.take(cursor.skip_some(used, ("of", "to", "the", "their")) + 1)
        cursor.parts.measures.append(str(after.get("measure")))
        having(cursor, str(after.get("measure")), op or "eq", found)
        return True
    about_quota = (
        "quota" in cursor.parts.heads or column in ("attainment", "quota") or "attainment" in cursor.parts.measures
    )
    if after is not None and (after.has("entity", "quota") or after.has("measure", "attainment")):
        about_quota = True
        used = cursor.skip_some(used, ("of", "to", "the", "their")) + 1
    if about_quota:
        if "quota" not in cursor.parts.heads:
            cursor.parts.heads.append("quota")
        cursor.take(used)
        cursor.parts.marks.add("attainment_filter")
        compare_quota(cursor, op or "eq", found)
        return True
    return False


def compare_quota(cursor: Cursor, op: str, found: tuple[Decimal, ...]) -> None:
    if cursor.negated:
        op, cursor.negated = OPPOSITE.get(op, op), False
    shares = tuple(map(float, found))
    value: Literal_ | tuple[Literal_, ...] = shares if op == "between" else shares[0]
    cursor.parts.clauses.append(Clause(Filter(field="attainment", op=op, value=value), cursor.at))


def against_quota(cursor: Cursor) -> bool:
    """“who hit quota”, “reps below target”: attainment against 1; “did we hit our number” asks for it itself."""
    mention = cursor.mentions[cursor.at]
    if way := mention.get("reach"):
        cursor.parts.heads.append("quota")
        return reached(cursor, way) and cursor.take()
    op = QUOTA_OPS.get(mention.text) or mention.get("op")
    n = cursor.skip_some(1, ("the", "their", "his", "her", "its", "our", "of"))
    after = cursor.peek(n)
    if op not in ("gt", "gte", "lt", "lte") or after is None or not after.has("entity", "quota"):
        return False
    cursor.parts.heads.append("quota")
    reached(cursor, op)
    return cursor.take(n + 1)


def reached(cursor: Cursor, op: str) -> bool:
    """Whoever reached quota, where several are asked about; else how much of it was reached."""
    asks_one = cursor.mentions[0].text in ("did", "have", "has", "do", "does") and not counts_for_subject(cursor)
    if asks_one:
        cursor.parts.measures.append("attainment")
    else:
        cursor.mark("attainment_filter")
        compare_quota(cursor, op, (Decimal(1),))
    return True


def currency(cursor: Cursor) -> bool:
    """“in euros”: deals kept in that currency; dollars are what is meant where nothing else is said."""
    code = cursor.mentions[cursor.at].get("currency")
    if code is None:
        return False
    if code != "USD":
        cursor.add("currency", "eq", code)
        cursor.parts.assumptions.append(f"only what is kept in {code}: nothing is converted")
    return cursor.take()


def same_scale(first: Amount, second: Amount) -> tuple[tuple[Decimal, Decimal], Amount]:
    """“250-500k”: the scale and unit of the second number are meant for both."""
    low, high = first.value, second.value
    if second.scale >= 1_000 and first.scale == 1 and low < second.value / second.scale + 1_000 and low < 1_000:
        low *= second.scale
    return (low, high), second
