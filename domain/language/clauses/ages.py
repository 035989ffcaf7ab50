"""Stretches of days put on the age they measure: in stage, without activity, from creation to close."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.language.amounts import Amount
from domain.language.clauses.looks import counts_for_subject, date_role
from domain.language.clauses.put import compare, having
from domain.language.cursor import Cursor
from domain.language.text import word_set
from domain.language.windows import resolve

TO_CLOSE = word_set(
    "to close|to win|to be won|to lose|to land|to sign|from open to close|of creation|of being created|of opening|"
    "from creation|after creation|of being opened|start to finish|from start to finish"
)

TOUCHED = word_set(
    "touched|we touched|contacted|we contacted|worked|worked on|with activity|with any activity|with some activity|"
    "with recent activity|that had activity|that have activity|that saw activity|having activity|with a touch|"
    "had activity|have activity|that had any activity|with activity logged|with logged activity|that were touched|"
    "that have been touched|been touched|been contacted|have had activity|has had activity|"
    "we have touched|we have contacted"
)
"""Words that say that something was done about a deal, where a period follows."""


def days(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """A stretch of days put on the age it measures: in stage, since activity, of a lead."""
    scale = Decimal(amount.days or 1) / amount.value if amount.value else Decimal(1)
    found = tuple(round(v * scale, 6) for v in values)
    if is_decided(cursor) and "old" in cursor.mentions[cursor.at].text:
        # “won deals older than 90 days”: a closed deal ages from the day it closed.
        return long_ago(cursor, op, values, amount, used - 1)
    if cursor.here.text == "within" and amount.unit and (window := from_today(cursor, values, amount)):
        cursor.take(used)
        cursor.parts.windows.append(window)
        return True
    column, extra = age_field(cursor, used)
    if column == "cycle_days":
        cursor.take(used + extra)
        having(cursor, "cycle_days", op or "gte", found)
        return True
    if column == "@cycle":
        cursor.take(used + extra)
        cycle(cursor, op or "lte", found)
        return True
    cursor.take(used + extra)
    drop_symbol(cursor, column)
    compare(cursor, column, op or "gte", found, said=bool(op))
    return True


def from_today(cursor: Cursor, values: tuple[Decimal, ...], amount: Amount) -> tuple[str, str] | None:
    """“closing within 7 days”, “created within 2 weeks”: (the window from today, its date); None for anything "
    "else."""
    verb = next((v for n in (-1, -2) if (v := cursor.look(n).get("verb")) in ("closing", "created", "converted")), "")
    closes = (
        verb == "closing" or cursor.look(-1).text in ("close", "closes") or cursor.look(-1).get("field") == "close_date"
    )
    letter = LETTERS_OF.get(amount.unit or "", "")
    if not (verb or closes) or not letter:
        return None
    side = "next" if closes else "last"
    return f"{side}:{int(values[0])}{letter}", "close_date" if closes else verb


LETTERS_OF = {"day": "d", "week": "w", "month": "m", "quarter": "q", "year": "y"}


def is_decided(cursor: Cursor) -> bool:
    """Whether deals that are won or lost are asked for, which wait in no stage and age no more."""
    return bool(cursor.parts.statuses() & {"won", "lost", "closed"}) and not cursor.parts.values("stage")


def cycle(cursor: Cursor, op: str, found: tuple[Decimal, ...]) -> None:
    """“won in less than 30 days”: how long each deal took, or the average of whoever is asked about."""
    if counts_for_subject(cursor):
        having(cursor, "cycle_days", op, found)
    else:
        compare(cursor, "cycle_days", op, found)


def drop_symbol(cursor: Cursor, column: str) -> None:
    """“stuck … for more than 30 days”: the number said takes the place of the threshold."""
    for clause in cursor.parts.clauses:
        if clause.condition.field == column and str(clause.condition.value).startswith("$"):
            cursor.parts.clauses.remove(clause)
            cursor.negated = cursor.negated or clause.condition.op == "lte"
            cursor.or_next = cursor.or_next or clause.or_before
            return


def age_field(cursor: Cursor, used: int) -> tuple[str, int]:
    """(field, mentions after the number that say so)."""
    if cursor.last[0] in ("last_activity_days", "days_in_stage", "age_days") and cursor.at - cursor.last[1] <= 3:
        return cursor.last[0], 0
    if cursor.last[0] in ("cycle_days", "avg_days_in_stage") and cursor.at - cursor.last[1] <= 2:
        return "cycle_days", 0
    if cursor.here.text.startswith("older") and "lead" in cursor.parts.heads:
        return "age_days", 0
    n = cursor.skip_fillers(used)
    after = cursor.peek(n)
    if after is not None and after.has("neg"):
        after = cursor.peek(n := cursor.skip_fillers(n + 1))
    if after is not None and after.has("segment"):
        return {"gone_cold": "last_activity_days"}.get(str(after.get("segment")), "days_in_stage"), n + 1 - used
    if after is not None and after.has("field") and after.get("field") in ("days_in_stage", "last_activity_days"):
        return str(after.get("field")), n + 1 - used
    if after is not None and (after.has("entity", "activity") or after.text == "activity"):
        return "last_activity_days", n + 1 - used
    if "lead" in cursor.parts.heads:
        old = 1 if (word := cursor.peek(used)) is not None and word.text in ("old", "of") else 0
        return "age_days", old
    if words := to_close(cursor, used):
        return "@cycle", words
    if is_decided(cursor):
        return "@cycle", 0
    plain = cursor.peek(used)
    quiet = [c for c in cursor.parts.clauses if c.condition.value == "$activity_gap_days"]
    waits = [c for c in cursor.parts.clauses if c.condition.value == "$stale_days"]
    if quiet and not waits and (plain is None or plain.text not in ("old", "stale", "stuck")):
        # “untouched prospecting deals 60 days plus”.
        return "last_activity_days", 0
    return "days_in_stage", 1 if plain is not None and plain.text in ("old", "stale", "stuck") else 0


def to_close(cursor: Cursor, used: int) -> int:
    """How many mentions say that the days are those from creation to close: “to close”, “of creation”."""
    for n in (1, 2):
        text = " ".join(m.text for k in range(n) if (m := cursor.peek(used + k)) is not None)
        if text in TO_CLOSE:
            return n
    return 0


def long_ago(cursor: Cursor, op: str, values: tuple[Decimal, ...], amount: Amount, used: int) -> bool:
    """“created more than 90 days ago”."""
    unit, n = amount.unit, int(values[0])
    if unit == "fortnight":
        unit, n = "week", 2 * n
    days = n * {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}.get(unit, 1)
    window = {
        "gt": f"before:day:{-days}",
        "gte": f"until:day:{-days}",
        "lt": f"after:day:{-days}",
        "lte": f"since:day:{-days}",
    }.get(op, f"{unit}:{-n}")
    cursor.take(used + 1)
    cursor.parts.windows.append((window, date_role(cursor)))
    return True


def quiet_since(cursor: Cursor, window: str) -> bool:
    """“no activity in the last 2 weeks”, “untouched since october”: a stretch of days without activity."""
    start, _ = resolve(window, cursor.today)
    if start is None:
        return False
    column = cursor.last[0]
    match = re.fullmatch(r"last:(\d+)([dwmqy])", window)
    days = (
        int(match[1]) * {"d": 1, "w": 7, "m": 30, "q": 90, "y": 365}[match[2]] if match else (cursor.today - start).days
    )
    if (cursor.parts.heads[:1] in (["rep"], ["team"]) or "who" in cursor.parts.marks) and not match:
        days = max(days, 0)
    cursor.take()
    drop_symbol(cursor, column)
    cursor.add(column, "gte", days)
    return True


NAMES_THE_LAST = ("last activity", "last touch", "last contact", "activity date", "last activity date")
"""Words for the day of the last activity itself; “no activity since” speaks of what there was not."""


def last_active(cursor: Cursor, window: str) -> bool:
    """“last activity before October”, “last touched in March”: the day of the last activity lies there."""
    named = any(cursor.look(-n).text in (*NAMES_THE_LAST, "last touched", "last contacted") for n in (1, 2, 3))
    if not named or cursor.negated:
        return False
    start, end = resolve(window, cursor.today)
    oldest = (cursor.today - start).days if start is not None else None
    newest = (cursor.today - end).days + 1 if end is not None and end <= cursor.today else None
    if oldest is not None and oldest < 0:
        return False
    drop_symbol(cursor, "last_activity_days")
    cursor.parts.fields = [f for f in cursor.parts.fields if f != "last_activity_days"]
    if oldest is not None and newest is not None:
        cursor.add("last_activity_days", "between", (newest, oldest))
    elif newest is not None:
        cursor.add("last_activity_days", "gte", newest)
    elif oldest is not None:
        cursor.add("last_activity_days", "lte", oldest)
    else:
        return False
    return cursor.take()


def founded(cursor: Cursor, window: str) -> bool:
    edge, _, rest = window.partition(":")
    year = re.search(r"\d{4}", rest or window)
    if year is None:
        return False
    op = {"since": "gte", "before": "lt", "after": "gt", "until": "lte"}.get(edge if rest else "", "eq")
    span = re.fullmatch(r"(\d{4})\.\.(\d{4})", window)
    cursor.take()
    if span:
        cursor.add("year_established", "between", (int(span[1]), int(span[2])))
    else:
        cursor.add("year_established", op, int(year[0]))
    return True


def touched_lately(cursor: Cursor) -> bool:
    """“deals touched in the last 7 days”, “with activity this week”: at most so long without activity."""
    if cursor.parts.heads[:1] != ["opportunity"] or cursor.negated:
        return False
    n = cursor.longest_of(TOUCHED, 0)
    found = cursor.look(cursor.skip_some(n, ("in", "during", "within", "on"))).period if n else None
    start, end = resolve(found.window, cursor.today) if found else (None, None)
    if start is None or (end is not None and end <= cursor.today):
        return False
    match = re.fullmatch(r"last:(\d+)([dw])", found.window) if found else None
    days = int(match[1]) * {"d": 1, "w": 7}[match[2]] if match else (cursor.today - start).days
    cursor.add("last_activity_days", "lte", days)
    return cursor.take(cursor.skip_some(n, ("in", "during", "within", "on")) + 1)
