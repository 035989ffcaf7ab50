"""Periods, alone or several: “this week or next”, “as of last month”."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from domain.language.clauses.ages import drop_symbol, founded, last_active, quiet_since
from domain.language.clauses.looks import counts_for_subject, date_role, role_of, stage_after
from domain.language.cursor import Cursor
from domain.language.parts import Clause
from domain.language.periods import YEAR_BEFORE, Period
from domain.language.text import phrase_list
from domain.language.windows import LETTERS, a_year_before, resolve
from domain.query import FieldRef, Filter

DATES_OF_DEALS = ("close_date", "created", "stage_entered")
ORDERS_DATES = {"before": "lt", "earlier than": "lt", "prior to": "lt", "after": "gt", "later than": "gt", "past": "gt"}
IS_WORDS = ("is", "are", "was", "were", "falls", "comes", "lies", "that is", "set")
LEADS_TO_A_DATE = ("with", "with a", "with the", "whose", "where", "where the", "having", "having a", "a", "the")
SAYS_WHOSE = phrase_list("the|its|their|a|they|it|were|was|are|is|had|been|having been|being|they were|it was|they are")
EDGES_BACK = ("before", "after", "since")
LINKS_COMPARED = ("and", "with", "to", "with the", "to the")
"""Words between the two periods of “compare … with …”."""


def period(cursor: Cursor) -> bool:
    found = cursor.mentions[cursor.at].period
    if found is None:
        return False
    window = found.window
    if window == YEAR_BEFORE:
        return a_year_earlier(cursor)
    if found.edge == "as of":
        return as_of(cursor, window)
    if (
        cursor.parts.windows
        and "vs" not in cursor.parts.marks
        and (before := cursor.peek(-1)) is not None
        and (before.has("vs") or (before.text in LINKS_COMPARED and "compare" in cursor.parts.marks))
    ):
        cursor.mark("vs")
    if cursor.last[0] in ("last_activity_days",) and cursor.at - cursor.last[1] <= 2:
        return last_active(cursor, window) or quiet_since(cursor, window)
    since_then = found.edge == "since" or window.startswith("since:")
    waits = any(cursor.look(-k).text in ("sitting in", "sitting", "been in", "stuck in") for k in (1, 2, 3))
    if since_then and (waits or (cursor.last[0] == "days_in_stage" and cursor.at - cursor.last[1] <= 3)):
        cursor.last = ("days_in_stage", cursor.at)
        return quiet_since(cursor, found.window)
    waited = cursor.last[0] == "days_in_stage" and cursor.at - cursor.last[1] <= 3
    if found.rolling and cursor.here.text.startswith("past ") and (waited or stage_after(cursor, 1)):
        return longer_than(cursor, window)
    if cursor.last[0] == "days_in_stage" and found.rolling and cursor.at - cursor.last[1] <= 1:
        return quiet_since(cursor, found.window)
    begun = cursor.look(-1).text in ("started", "set up", "formed", "began") and cursor.parts.heads[:1] == ["account"]
    if begun and re.fullmatch(r"(?:\w+:)?\d{4}", window):
        # “companies set up before 1990”: an account is founded in a year.
        cursor.parts.verbs = [v for v in cursor.parts.verbs if v != "created"]
        return founded(cursor, window)
    if cursor.last[0] == "year_established" and cursor.at - cursor.last[1] <= 2:
        return founded(cursor, found.window)
    role = date_role(cursor)
    if sides := compared_sides(cursor, window):
        cursor.mark("vs")
        cursor.parts.windows += [(side, role) for side in sides]
        return cursor.take()
    if adds_period(cursor, window, role):
        return cursor.take()
    if "correct" in cursor.parts.marks:
        cursor.parts.windows.clear()
    cursor.parts.windows.append((window, role))
    return cursor.take()


def a_year_earlier(cursor: Cursor) -> bool:
    """“… vs the same period last year”: the period before it, moved by a year; without one it is asked for."""
    said = [window for window, _ in cursor.parts.windows if window != "@previous"]
    if said:
        cursor.mark("vs")
        cursor.parts.windows.append((a_year_before(said[-1], cursor.today), ""))
    else:
        cursor.parts.vague.append(("time", cursor.here.text))
    return cursor.take()


def over_spans(cursor: Cursor) -> bool:
    """“revenue year over year”: each year beside the one before."""
    unit = cursor.here.get("over")
    if unit is None:
        return False
    cursor.mark(f"over:{unit}")
    return cursor.take()


def date_order(cursor: Cursor) -> bool:
    """“the close date is earlier than the created date”, “created after they closed”: one date against another."""
    n = cursor.skip_some(0, LEADS_TO_A_DATE)
    first = role_of(cursor.look(n))
    n = cursor.skip_some(n + 1, IS_WORDS)
    if first not in DATES_OF_DEALS:
        return False
    words = cursor.look(n).text
    if words not in ORDERS_DATES:
        words, n = f"{words} {cursor.look(n + 1).text}", n + 1
    n = cursor.skip_some(n + 1, SAYS_WHOSE)
    second = role_of(cursor.look(n)) or ("close_date" if cursor.look(n).has("status", "closed") else "")
    after = cursor.look(n + 1)
    if words not in ORDERS_DATES or second not in DATES_OF_DEALS or second == first or after.period:
        return False
    made = Filter.model_validate({"field": first, "op": ORDERS_DATES[words], "value": FieldRef(field=second)})
    cursor.parts.clauses.append(Clause(made, cursor.at))
    return cursor.take(n + 1 + (after.text in ("date", "stage")))


def back_to(cursor: Cursor) -> bool:
    """“created last month but last activity before that”: the period that was spoken of, open to one side."""
    edge, n = cursor.here.text, 1
    if edge.partition(" ")[0] not in (*EDGES_BACK, "prior"):
        return False
    if f"{edge} {cursor.look(1).text}" == "prior to":
        edge, n = "before", 2
    edge, dots, pointed = edge.partition(" ")
    pointed = pointed if dots else cursor.look(n).text
    said = [w for w, _ in cursor.parts.windows if w[:1] != "@"]
    if edge not in EDGES_BACK or pointed not in ("that", "then") or not said or is_open_ended(said[-1]):
        return False
    after = cursor.look(n + (not dots))
    if after.has("entity") or after.names:
        return False
    period_there = Period(f"{edge}:{said[-1]}", 1, edge)
    here = replace(cursor.here, readings=(), names=(), period=period_there)
    used = n + (not dots)
    cursor.mentions = (*cursor.mentions[: cursor.at], here, *cursor.mentions[cursor.at + used :])
    return period(cursor)


def is_open_ended(window: str) -> bool:
    """Whether a window has no beginning or no end."""
    return window.partition(":")[0] in ("since", "before", "after", "until")


def compared_sides(cursor: Cursor, window: str) -> tuple[str, ...]:
    """“compare new deals this month to last month”: two periods, and not one from the first to the second."""
    first, dots, second = window.partition("..")
    whole = cursor.here.text.startswith("from") or cursor.look(-1).text == "from" or counts_for_subject(cursor)
    alone = dots and "compare" in cursor.parts.marks and not cursor.parts.windows
    return (first, second) if alone and not whole else ()


def longer_than(cursor: Cursor, window: str) -> bool:
    """“past 30 days in negotiation”: longer than that in the stage."""
    start, _ = resolve(window, cursor.today)
    if start is None:
        return False
    drop_symbol(cursor, "days_in_stage")
    cursor.add("days_in_stage", "gt", (cursor.today - start).days + 1)
    return cursor.take()


def as_of(cursor: Cursor, window: str) -> bool:
    """“as of last month”: how things stood then; as of now is how they are read anyway."""
    _, end = resolve(window, cursor.today)
    if end is not None and end <= cursor.today:
        cursor.parts.as_of = window
    return cursor.take()


def adds_period(cursor: Cursor, window: str, role: str) -> bool:
    """“q2 and q3”, “this week or next week”: periods that touch are one longer one, others may hold instead."""
    joint = joint_of_periods(cursor)
    if not cursor.parts.windows or not joint or {"compare", "vs"} & cursor.parts.marks:
        return False
    first, had = cursor.parts.windows[-1]
    if role not in ("", had) and joint != "or":
        return False
    whole = span_of(first, window, cursor.today) if role in ("", had) else ""
    if whole:
        cursor.parts.windows[-1] = (whole, had)
    else:
        cursor.parts.apart.append((window, role or had))
    return True


def joint_of_periods(cursor: Cursor) -> str:
    """The word between this period and the one before it, a verb between them left aside; empty without one."""
    back = 1
    while (mention := cursor.peek(-back)) is not None and mention.has("verb") and back < 3:
        back += 1
    joint, earlier = cursor.peek(-back), cursor.peek(-back - 1)
    if joint is None or earlier is None or earlier.period is None:
        return ""
    return "or" if joint.has("or") else "and" if joint.text in ("and", "&", ",") or joint.has("and") else ""


def neighbour(cursor: Cursor) -> bool:
    """“this week or next”: the unit of the period before is meant again."""
    step = {"next": 1, "last": -1, "previous": -1}.get(cursor.mentions[cursor.at].text, 0)
    earlier = cursor.peek(-2)
    if not step or not joint_of_periods(cursor) or earlier is None or earlier.period is None:
        return False
    unit, colon, _ = earlier.period.window.partition(":")
    return bool(colon) and unit in LETTERS.values() and adds_period(cursor, f"{unit}:{step}", "") and cursor.take()


def span_of(first: str, second: str, today: date) -> str:
    """One window for two that overlap or touch; empty when days lie between them or one is open-ended."""
    try:
        (start, end), (from_, to) = resolve(first, today), resolve(second, today)
    except ValueError:
        return ""
    if start is None or end is None or from_ is None or to is None or start > to or from_ > end:
        return ""
    opening = (first if start <= from_ else second).partition("..")[0]
    closing = (first if end >= to else second).rpartition("..")[2]
    return opening if opening == closing else f"{opening}..{closing}"
