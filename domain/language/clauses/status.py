"""What has become of a deal: open, won, lost, stalled, slipped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from domain.language.cursor import Cursor
from domain.language.draft import Mention
from domain.language.text import phrase_list
from domain.language.windows import resolve
from domain.query import Filter

AGES = {
    "stalled": ("days_in_stage", "$stale_days"),
    "gone_cold": ("last_activity_days", "$activity_gap_days"),
}
"""Segments that are an age beyond a threshold: (its field, the threshold)."""
PUSHED_TIMES = re.compile(
    r"(?:(?P<op>more than|over|at least|less than|fewer than|exactly|only) )?"
    r"(?:(?P<often>once|twice|thrice)|(?P<number>\d{1,3}) ?(?:times|x))(?= |$)"
)
TIMES = {"once": 1, "twice": 2, "thrice": 3}
OP_OF_TIMES = {"": "gte", "more than": "gt", "over": "gt", "at least": "gte", "less than": "lt", "fewer than": "lt"} | {
    "exactly": "eq",
    "only": "eq",
}
ONLY_NAMES_THE_AGE = phrase_list(
    "sitting|sits|sit|been in|in stage|spent|stays|stay|sat|has been in stage|is in stage|any activity|"
    "in the same stage"
)
TO_COME = phrase_list("to|will|should|that|may|might|could|would|can")
"""Words after which “close” speaks of what is to come."""


# Segments


def segment(cursor: Cursor) -> bool:
    """“stalled”, “gone cold”, “past due”, “at risk”, and what is none of it."""
    name = cursor.here.get("segment")
    if name is None:
        return False
    cursor.mark(f"segment:{name}")
    if name in AGES:
        return aged(cursor, name)
    if name in ("pushed", "slipped") and not cursor.negated and (times := times_after(cursor)):
        op, number, used = times
        cursor.add("pushed_count", op, number)
        cursor.status_of("open")
        return cursor.take(used)
    cursor.mark(f"not:{name}" if cursor.negated else f"is:{name}")
    cursor.mark(*([f"or:{name}"] if cursor.or_next else []))
    cursor.negated = cursor.or_next = False
    return cursor.take()


def times_after(cursor: Cursor) -> tuple[str, int, int] | None:
    """(op, number, mentions used) of “pushed more than twice”, “pushed at least 3 times”; None without a number."""
    found = PUSHED_TIMES.match(" ".join(cursor.look(n).text for n in range(1, 8)))
    if found is None:
        return None
    number = TIMES.get(found["often"]) or int(found["number"] or 0)
    used, spelt = 1, 0
    while spelt < found.end():
        spelt += len(cursor.look(used).text) + 1
        used += 1
    return (OP_OF_TIMES[found["op"] or ""], number, used) if spelt == found.end() + 1 else None


def aged(cursor: Cursor, name: str) -> bool:
    """“stuck in negotiation” is too long there; “been in negotiation over 30 days” only names the age."""
    column, threshold = AGES[name]
    only_names = cursor.here.text in ONLY_NAMES_THE_AGE or "how_long" in cursor.parts.marks
    if only_names and cursor.negated and name == "gone_cold":
        cursor.negated, only_names = False, False
    if not only_names:
        cursor.negated = cursor.negated and cursor.here.text not in ("not", "any activity")
        cursor.add(column, "gt", threshold)
    cursor.take()
    cursor.last = (column, cursor.at + 1)
    return True


# Statuses


def status(cursor: Cursor) -> bool:
    """“pipeline”, “revenue”, “won”, “open or lost”."""
    return pipeline(cursor) or revenue(cursor) or decided(cursor)


def pipeline(cursor: Cursor) -> bool:
    """“pipeline”: the open deals, and what they come to."""
    if not cursor.has("pipeline"):
        return False
    cursor.mark("pipeline")
    cursor.status_of("open")
    cursor.last = ("amount_sum", cursor.at)
    return cursor.take()


def revenue(cursor: Cursor) -> bool:
    """“revenue”, “bookings”: what the won deals come to."""
    if not cursor.has("revenue"):
        return False
    if cursor.negated and cursor.here.text == "booked":
        # “deals not booked this month”: not won.
        cursor.add("status", "eq", "won")
        return cursor.take()
    cursor.mark("revenue")
    cursor.status_of("won")
    cursor.last = ("@revenue", cursor.at)
    return cursor.take()


def decided(cursor: Cursor) -> bool:
    """“won”, “won and lost”, “open vs closed”; “to close” speaks of the close date instead."""
    mention = cursor.here
    found = mention.get("status")
    if found is None or (mention.text == "open" and cursor.look(1).text == "date"):
        return False
    if closing_is_future(cursor):
        return closing(cursor)
    if "deals" in mention.text.split() and not cursor.parts.heads:
        cursor.parts.heads.append("opportunity")
    if opened(cursor):
        # “how many new deals did Ana open in October”.
        cursor.parts.verbs.append("created")
        return cursor.take()
    after_deals = mention.text.startswith("deals ") or cursor.has("entity", -1, "opportunity")
    if "share" in cursor.parts.marks and (after_deals or somebody(cursor.look(-1))):
        cursor.mark("outcome_last")
    values, n, versus = more_statuses(cursor, closed_means(cursor, mention, found))
    if {"won", "lost", "closed"} == set(values) and "count" in cursor.parts.marks:
        # “how many did we win, lose and close”: each of them counted by itself.
        cursor.parts.marks.discard("count")
        cursor.parts.measures += ["won_count", "lost_count", "closed_count"]
        return cursor.take(n)
    if versus:
        cursor.mark("vs")
        cursor.parts.versus.append("status")
    if mention.text == "wins" and any(cursor.has("and", way) and cursor.has("revenue", 2 * way) for way in (-1, 1)):
        # “wins and revenue by region”: how many, and how much.
        cursor.mark("count")
    put_status(cursor, values)
    return cursor.take(n)


def opened(cursor: Cursor) -> bool:
    """“did Ana open”, “has she opened”: deals that were begun, and not those still open."""
    before = [cursor.look(-n).text for n in (2, 3)]
    return cursor.here.text == "open" and somebody(cursor.look(-1)) and bool({"did", "does"} & set(before))


def more_statuses(cursor: Cursor, first: str) -> tuple[list[str], int, bool]:
    """(the statuses joined here, mentions used, whether they are set against each other)."""
    values, n, versus = [first], 1, False
    while True:
        step = joint_length(cursor, n)
        following = cursor.look(n + step)
        closes = following.text in ("close", "closes") and not {"won", "lost"} <= set(values)
        if not step or not following.has("status") or closes:
            return values, n, versus
        versus = versus or any(cursor.has("vs", n + k) for k in range(step))
        values.append(str(following.get("status")))
        n += step + 1


def joint_length(cursor: Cursor, n: int) -> int:
    """How many mentions join two statuses: “won deals or lost”."""
    step = 0
    while step < 3 and (cursor.has_any(n + step, ("or", "and", "vs")) or cursor.look(n + step).text == "deals"):
        step += 1
    return step


def closing_is_future(cursor: Cursor) -> bool:
    """“closes next month”, “to close this quarter”: about the close date and not about what was decided."""
    text = cursor.here.text
    if text not in ("close", "closes"):
        return False
    period = cursor.look(1).period
    if period is not None and cursor.has("entity", -1, "opportunity") and ends_after(period.window, cursor.today):
        # “which of sarah's deals close this month”.
        return True
    past = any(m.text in ("did", "have", "has") for m in cursor.mentions[: cursor.at])
    return text == "closes" or cursor.look(-1).text in TO_COME or ("when" in cursor.parts.marks and not past)


def ends_after(window: str, today: date) -> bool:
    """Whether a window ends after today."""
    try:
        _, end = resolve(window, today)
    except ValueError:
        return False
    return end is None or end > today


def closing(cursor: Cursor) -> bool:
    """Deals that are to close; “when does it close” asks for the date itself."""
    cursor.parts.verbs.append("closing")
    if "when" in cursor.parts.marks and not cursor.parts.windows:
        cursor.parts.fields.append("close_date")
    return cursor.take()


def closed_means(cursor: Cursor, mention: Mention, found: str) -> str:
    """“how much did Violet close” and “we closed” are wins; “closed deals” are wins and losses."""
    if found != "closed":
        return found
    asks = cursor.parts.marks & {"how_much", "sum", "who"}
    did = cursor.look(-1).text in ("have", "has", "did") and bool(cursor.parts.values("owner"))
    doer = cursor.look(-2 if cursor.has("newest", -1) else -1)
    acted = mention.text in ("close", "closed") and (asks or (somebody(doer) and not doer.possessive))
    return "won" if acted or did else "closed"


def somebody(mention: Mention) -> bool:
    """Whether a mention is somebody who can close a deal."""
    if any(c.named.kind in ("person", "team", "region") for c in mention.names) or mention.has("ask", "who"):
        return True
    return mention.get("pronoun") in ("me", "we", "person") or mention.get("entity") in (
        "rep",
        "team",
        "region",
        "manager",
    )


def put_status(cursor: Cursor, values: list[str]) -> None:
    """The statuses as one condition, unless the same one is already said."""
    values = list(dict.fromkeys(values))
    have = cursor.parts.values("status")
    if cursor.has("widen", -1 - (cursor.look(-1).text == "the")) and cursor.parts.heads and not cursor.negated:
        widen(cursor, values)
    elif cursor.negated:
        cursor.add("status", "in" if len(values) > 1 else "eq", tuple(values) if len(values) > 1 else values[0])
    elif have and have[-1].op == "eq" and have[-1].value in values:
        # “over 20k or sold by Zane”: whoever sold it is the other choice, and not that it was sold.
        cursor.or_next = cursor.or_next and cursor.look(1).text == "by"
    else:
        cursor.add_values("status", values)


def widen(cursor: Cursor, values: list[str]) -> None:
    """“open deals including won ones” are both; “all deals including closed” are all there are."""
    for clause in [c for c in cursor.parts.clauses if c.condition.field == "status" and c.condition.op in ("eq", "in")]:
        had = clause.condition.value if isinstance(clause.condition.value, tuple) else (clause.condition.value,)
        both = Filter(field="status", op="in", value=tuple(dict.fromkeys((*had, *values))))
        cursor.parts.clauses[cursor.parts.clauses.index(clause)] = replace(clause, condition=both)
