"""Numbers that compare: “over 50k”, “between 10 and 20 %”, “above quota”."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.language.amounts import Amount
from domain.language.clauses.ages import days, drop_symbol, long_ago
from domain.language.clauses.counts import count_of, counted_noun
from domain.language.clauses.looks import bare_count, counts_for_subject
from domain.language.clauses.put import compare, having, period_as_choice
from domain.language.cursor import Cursor
from domain.language.parts import OPPOSITE, Clause
from domain.language.text import phrase_list
from domain.query import Filter, Literal_

QUOTA_OPS = (
    {
        "missed": "lt",
        "miss": "lt",
        "misses": "lt",
        "beat": "gt",
        "beats": "gt",
        "exceeded": "gt",
        "behind": "lt",
        "short of": "lt",
        "ahead": "gt",
        "ahead of": "gt",
    }
    | dict.fromkeys(("made", "make", "hit", "hits", "hitting", "making", "meeting", "reaching"), "gte")
    | {
        "missing": "lt",
        "beating": "gt",
        "exceeding": "gt",
        "crushing": "gt",
        "smashing": "gt",
    }
)
RATIOS = ("win_rate", "loss_rate", "coverage", "accuracy_rate")
NUMBER_FIELDS = (
    (("amount", "employees", "year_established", "revenue", "pushed_count"), "eq"),
    (("days_in_stage", "last_activity_days", "age_days"), "gte"),
)
"""Fields that a number right after them is compared with, and how where nothing else is said."""
MEASURES = {"@coverage": "coverage", "amount_sum": "amount"} | {
    m: m
    for m in phrase_list(
        "win_rate|loss_rate|cycle_days|avg_amount|coverage|attainment|account_count|count|max_amount|median_amount|"
        "avg_days_in_stage"
    )
}
MORE_THAN_DAYS = 5_000
"""A number that counts no days any more."""
SUMMED_SUBJECTS = (["rep"], ["account"], ["region"], ["product"], ["manager"], ["team"], ["sector"], ["stage"])
"""Subjects whose deals are added up, so that an amount is one of all their deals."""


def comparison(cursor: Cursor) -> bool:
    found = compared(cursor, 0)
    if found is None:
        return False
    op, values, amount, used = found
    return attach(cursor, op, values, amount, used)


def compared(cursor: Cursor, n: int) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """(op, values, the amount as read, mentions used) of a comparison that starts here."""
    mention = cursor.look(n)
    if mention.has("op"):
        return after_word(cursor, n, str(mention.get("op")))
    if mention.amount is None or mention.has("ask") or (mention.period and bare_count(mention)):
        return None
    return after_number(cursor, n, mention.amount)


def after_word(cursor: Cursor, n: int, op: str) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """“over 50k”, “between 10 and 20”: the numbers after the word that compares."""
    step = cursor.skip_some(n + 1, phrase_list("a|an|the|of|about|around|is|="))
    first, link, second = cursor.look(step), cursor.look(step + 1), cursor.look(step + 2)
    if first.amount is None and first.period and op != "between":
        return of_ago(cursor, op, step)
    if first.amount is None or first.text in ("a", "an"):
        return None
    if op != "between":
        if cursor.look(n).text.startswith(("and ", "or ")):
            # “50k and over” includes 50k; in “past due and over 50k” the joint only joins.
            op = {"gte": "gt", "lte": "lt"}.get(op, op)
            if cursor.look(n).text.startswith("or "):
                period_as_choice(cursor)
            cursor.or_next = cursor.look(n).text.startswith("or ") and bool(cursor.parts.clauses)
        return op, (first.amount.value,), first.amount, step + 1
    if link.text not in ("and", "to", "-") or second.amount is None:
        return None
    values, amount = same_scale(first.amount, second.amount)
    return "between", values, amount, step + 3


def of_ago(cursor: Cursor, op: str, step: int) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """“over 3 weeks ago”: the stretch of days in it, the word “ago” still counted as used."""
    stretch = re.fullmatch(r"(day|week|month|quarter|year):-(\d+)", cursor.look(step).period.window)  # type: ignore[union-attr]
    if stretch is None or not cursor.look(step).text.endswith(("ago", "back", "earlier")):
        return None
    number = Decimal(stretch[2])
    return op, (number,), Amount(number, 1, unit=stretch[1]), step + 1


def after_number(cursor: Cursor, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """“10 to 20”, “50k or more”, “30+ days”, “$50k”: a number and what follows it."""
    link, second = cursor.look(n + 1), cursor.look(n + 2)
    if link.text in ("to", "-") and second.amount and not second.period:
        values, whole = same_scale(amount, second.amount)
        return "between", values, whole, n + 3
    if link.has("op") and link.text.split()[0] in ("or", "and"):
        return str(link.get("op")), (amount.value,), amount, n + 2
    measured = bool(amount.money or amount.unit or amount.percent)
    if amount.plus:
        sure = measured or cursor.parts.heads or amount.value >= 100
        return ("gte", (amount.value,), amount, n + 1) if sure else None
    return ("", (amount.value,), amount, n + 1) if measured else bare_number(cursor, n, amount)


def bare_number(cursor: Cursor, n: int, amount: Amount) -> tuple[str, tuple[Decimal, ...], Amount, int] | None:
    """A number on its own compares only where a field or measure stands before it."""
    if cursor.last[0] and cursor.at - cursor.last[1] <= 1 and cursor.last[0] not in ("sort", "head"):
        return "eq", (amount.value,), amount, n + 1
    return None


def attach(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """The comparison put on the field it is about."""
    if amount.unit and amount.days is not None:
        ended = cursor.look(used - 1).text.endswith((" ago", " back", " earlier"))
        ago = ended or cursor.look(used).text in ("ago", "back")
        if ago and not touched(cursor):
            return long_ago(cursor, op, values, amount, used - ended)
        return days(cursor, op, values, amount, used + (ago and not ended))
    if amount.times and cursor.parts.heads[:1] in (["account"], ["rep"]) and (said := cursor.parts.statuses()):
        # “accounts where we lost over 20 times”.
        return count_of(cursor, op, values, next(iter(said)), used)
    if amount.percent or amount.times:
        return ratio(cursor, op, values, amount, used)
    if not amount.money and (counted := counted_noun(cursor, used, numbered=True)):
        return count_of(cursor, op, values, *counted)
    return of_company(cursor, op, values, used) or money(cursor, op, values, amount, used)


def touched(cursor: Cursor) -> bool:
    """Whether the last touch is spoken of just before: “last contacted over 3 weeks ago”."""
    return cursor.last[0] == "last_activity_days" and cursor.at - cursor.last[1] <= 3


def of_company(cursor: Cursor, op: str, values: tuple[Decimal, ...], used: int) -> bool:
    """“500 employees”, “1m in revenue”: what the noun after the number says it counts."""
    n = cursor.skip_some(used, ("in", "of", "worth", "the"))
    after = cursor.look(n)
    column = after.get("field")
    if column in ("employees", "year_established"):
        cursor.take(n + 1)
        compare(cursor, column, op or "eq", values)
        return True
    total = after.has("revenue") or after.text in ("in total", "total", "in amount")
    if not total or is_amount_subject(cursor):
        return False
    if after.has("revenue"):
        cursor.status_of("won")
    cursor.take(n + 1)
    having(cursor, "amount", op or "gte", values)
    return True


def is_amount_subject(cursor: Cursor) -> bool:
    """Whether deals are asked about, whose own amounts are compared."""
    return "opportunity" in cursor.parts.heads[:1] or not cursor.parts.heads


def money(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """An amount put on the field just named, on a measure, on whoever is counted, else on the deal."""
    column = cursor.last[0] if cursor.at - cursor.last[1] <= 1 else ""
    if column == "@revenue":
        return of_revenue(cursor, op, values, used)
    if column.endswith(("_days", "days_in_stage")) and (amount.money or values[0] >= MORE_THAN_DAYS):
        # “gone cold deals over 80k”, “stuck deals over 200k”: no stretch of days is that long.
        column = ""
    for columns, usual in NUMBER_FIELDS:
        if column in columns:
            cursor.take(used)
            if column.endswith("_days"):
                # “no activity for 10”: at least so many days, in place of the threshold.
                drop_symbol(cursor, column)
                op = usual if op == "eq" and not amount.unit else op
            compare(cursor, column, op or usual, values)
            return True
    if column in MEASURES:
        return on_measure(cursor, MEASURES[column], op or "eq", values, used)
    if not amount.money and not op:
        return False
    measured = cursor.parts.measures[-1:]
    if not amount.money and measured and measured[0] in ("coverage", "cycle_days", "avg_days_in_stage"):
        return on_measure(cursor, measured[0], op, values, used)
    if cursor.parts.heads[:1] in SUMMED_SUBJECTS and "opportunity" not in cursor.parts.heads:
        return on_measure(cursor, "amount", op or "gte", values, used)
    return of_deal(cursor, op, values, used)


def of_revenue(cursor: Cursor, op: str, values: tuple[Decimal, ...], used: int) -> bool:
    """“revenue over 1m”: of an account its own, else what was sold."""
    if cursor.parts.heads[:1] != ["account"]:
        return on_measure(cursor, "amount", op or "gte", values, used)
    cursor.parts.marks.discard("revenue")
    won = [c for c in cursor.parts.clauses if c.condition.field == "status" and c.condition.value == "won"]
    cursor.parts.clauses = [c for c in cursor.parts.clauses if c not in won]
    cursor.take(used)
    compare(cursor, "revenue", op or "eq", values)
    return True


def on_measure(cursor: Cursor, measure: str, op: str, values: tuple[Decimal, ...], used: int) -> bool:
    """A condition on a measure."""
    cursor.take(used)
    having(cursor, measure, op, values)
    return True


def of_deal(cursor: Cursor, op: str, values: tuple[Decimal, ...], used: int) -> bool:
    """“over 50k (each)”: the amount of a deal."""
    cursor.take(used + (cursor.look(used).text in ("each", "apiece")))
    usual = "gte" if values[0] else "eq"
    compare(cursor, "amount", op or usual, values, said=bool(op))
    cursor.mark("money")
    return True


def ratio(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """“over 60 %”, “below 3x”: put on the rate or ratio named before or after, or on quota."""
    found = tuple(round(v / 100, 6) if amount.percent else v for v in values)
    column = cursor.last[0] if cursor.at - cursor.last[1] <= 2 else ""
    if column not in RATIOS and cursor.parts.measures and cursor.parts.measures[-1] in RATIOS:
        column = cursor.parts.measures[-1]
    if column in RATIOS:
        return on_measure(cursor, column, op or "eq", found, used)
    n = cursor.skip_some(used, ("of", "to", "the", "their"))
    after = cursor.look(n)
    if after.get("measure") in ("win_rate", "loss_rate", "coverage"):
        cursor.parts.measures.append(str(after.get("measure")))
        return on_measure(cursor, cursor.parts.measures[-1], op or "eq", found, n + 1)
    follows = after.has("entity", "quota") or after.has("measure", "attainment")
    of_people = amount.percent and not cursor.parts.measures and counts_for_subject(cursor)
    if follows or column in ("attainment", "quota") or is_about_quota(cursor) or of_people:
        return of_quota(cursor, op or "eq", found, n + 1 if follows else used)
    return False


def is_about_quota(cursor: Cursor) -> bool:
    """Whether quota was spoken of before."""
    return "quota" in cursor.parts.heads or "attainment" in cursor.parts.measures


def of_quota(cursor: Cursor, op: str, found: tuple[Decimal, ...], used: int) -> bool:
    """“over 80 % of quota”: a condition on attainment."""
    if "quota" not in cursor.parts.heads:
        cursor.parts.heads.append("quota")
    cursor.take(used)
    cursor.mark("attainment_filter")
    compare_quota(cursor, op, found)
    return True


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
    n = cursor.skip_some(1, ("the", "their", "his", "her", "its", "our", "of", "on"))
    after = cursor.peek(n)
    if op not in ("gt", "gte", "lt", "lte") or after is None or not after.has("entity", "quota"):
        return False
    cursor.parts.heads.append("quota")
    reached(cursor, op)
    if mention.text in ("behind", "ahead", "ahead of", "short of"):
        # Whoever is behind is so now: this quarter, unless another period is said.
        cursor.mark("quota_now")
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


def below_zero(cursor: Cursor) -> bool:
    """“deals with negative amount”: an amount below nothing."""
    if not cursor.has("below_zero"):
        return False
    amount = cursor.look(1).has("sum") or cursor.look(1).get("field") == "amount"
    if not amount and not cursor.look(1).has("entity", "opportunity") and cursor.last[0] not in ("amount", ""):
        return False
    cursor.take(1 + amount)
    cursor.add("amount", "lt", 0)
    return True


def same_scale(first: Amount, second: Amount) -> tuple[tuple[Decimal, Decimal], Amount]:
    """“250-500k”: the scale and unit of the second number are meant for both."""
    low, high = first.value, second.value
    if second.scale >= 1_000 and first.scale == 1 and low < second.value / second.scale + 1_000 and low < 1_000:
        low *= second.scale
    return (low, high), second
