# ruff: noqa
"""What the words of a question's meaning stand for: values, ranges and points in time, filters on deals.

`grade_questions.py` says at its top which forms are equal by definition; here they become equal in Python.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
UNITS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
LETTERS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
PARTS = {f"q{n + 1}": (3 * n, 3) for n in range(4)} | {"h1": (0, 6), "h2": (6, 6)}
EDGES = {
    "since": lambda a, b: (a, None),
    "before": lambda a, b: (None, a),
    "after": lambda a, b: (b, None),
    "until": lambda a, b: (None, b),
}
SAME_WORDS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
SERIES = {
    "gtx": {"gtxbasic", "gtxpro", "gtxplusbasic", "gtxpluspro"},
    "mg": {"mgspecial", "mgadvanced"},
    "gtk": {"gtk500"},
}
OPEN = {True: {"prospecting", "engaging"}, False: {"prospecting", "qualification", "proposal", "negotiation"}}
CLOSED = {"won": {"won"}, "lost": {"lost"}, "closedwon": {"won"}, "closedlost": {"lost"}}
WHOLE = re.compile(r".*_count|.*_days|days_in_stage|employees|year_established")
FLIP = {"gt": "lt", "lt": "gt", "gte": "lte", "lte": "gte"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Frame:
    """What a row is read against: its day, data set and entity, and whether it looks ahead."""

    today: date
    maven: bool
    entity: str = "opportunity"
    ahead: bool = False


# Values


def value(raw):
    """Any JSON value in a hashable form where equal meanings are equal."""
    if isinstance(raw, list):
        return frozenset(map(value, raw))
    if isinstance(raw, (int, float)):
        return str(raw).lower() if isinstance(raw, bool) else float(raw)
    if not isinstance(raw, str):
        return raw
    plain = raw.strip().casefold()
    if re.fullmatch(r"[-+]?(\d[\d,]*\.?\d*|\.\d+)(e[-+]?\d+)?", plain):
        return float(plain.replace(",", ""))
    plain = plain.zfill(5) if re.fullmatch(r"\d:\d\d", plain) else re.sub(r"[\s_-]+", "", plain)
    return SAME_WORDS.get(plain, plain)


def name(raw):
    """A field, key or op as the format writes it."""
    return re.sub(r"[\s-]+", "_", str(raw).strip().casefold())


def names(raw):
    return {name(each) for each in listed(raw)}


def blank(raw):
    return raw is None or raw is False or raw in ("", [], {})


def listed(raw):
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    return raw if isinstance(raw, list) else [] if blank(raw) else [raw]


# Time


def month_start(index):
    """First day of a month counted from year 0."""
    return date(index // 12, index % 12 + 1, 1)


def unit_range(unit, n, today, size=1):
    """`size` whole calendar units as [start, end), the first of them `n` units from now."""
    if unit in ("day", "week"):
        length = DAY * (7 if unit == "week" else 1)
        start = today - DAY * (today.weekday() if unit == "week" else 0) + n * length
        return start, start + size * length
    months = UNITS[unit]
    first = (today.year * 12 + today.month - 1) // months * months + n * months
    return month_start(first), month_start(first + size * months)


def moved(day, unit, n):
    """A day moved by `n` units, at most to the last day of its month."""
    if unit in ("day", "week"):
        return day + DAY * n * (7 if unit == "week" else 1)
    index = day.year * 12 + day.month - 1 + n * UNITS[unit]
    return min(month_start(index) + DAY * (day.day - 1), month_start(index + 1) - DAY)


def place(token, full_names):
    """Where a name or its short form (three letters at least) stands among the full ones, or None."""
    return next((i for i, full in enumerate(full_names) if len(token) >= 3 and full.startswith(token)), None)


def in_year(token, year):
    """`q2 h1 oct 10 12-29` of a year as [start, end), or None when it is none of these."""
    if re.fullmatch(r"\d\d-\d\d", token):
        day = date.fromisoformat(f"{year}-{token}")
        return day, day + DAY
    month = int(token) - 1 if re.fullmatch(r"0[1-9]|1[0-2]", token) else place(token, MONTHS)
    first, size = PARTS.get(token, (month, 1))
    return None if first is None else (month_start(year * 12 + first), month_start(year * 12 + first + size))


def readings(window, frame, lenient=False):
    """Every [start, end) a window may mean, None for an open end; ValueError or KeyError for what is no window."""
    token = window.strip().lower()
    first, dots, last = token.partition("..")
    if dots:
        return {(start, end_after(start, last, frame)) for start, _ in readings(first, frame)}
    head, _, rest = token.partition(":")
    if head in EDGES:
        return {EDGES[head](*each) for each in readings(rest, frame, lenient)}
    if match := re.fullmatch(r"(last|next):(\d+)([dwmqy])", token):
        return rolling(match[1], int(match[2]), LETTERS[match[3]], frame.today, lenient)
    if rest:
        return {unit_range(re.sub("^f(?=quarter|year)", "", head), int(rest), frame.today)}
    if match := re.fullmatch(r"([wmqy])td", token):
        return {(unit_range(LETTERS[match[1]], 0, frame.today)[0], frame.today + DAY)}
    if found := calendar(token, frame):
        return found
    raise ValueError(f"unknown window {window!r}")


def rolling(side, n, unit, today, lenient):
    """`last:2w`, `next:30d`: by days with today, and when lenient in whole units too."""
    if side == "last":
        found, starts = {(moved(today + DAY, unit, -n), today + DAY)}, (-n, 1 - n)
    else:
        found, starts = {(today, moved(today, unit, n))}, (1, 0)
    return found | ({unit_range(unit, start, today, n) for start in starts} if lenient and unit != "day" else set())


def calendar(token, frame):
    """A stated year, a weekday, or part of a year: its readings, none when it is none of these."""
    if match := re.fullmatch(r"(?:fy)?(\d{4})(?:-(.+))?", token):
        year = int(match[1])
        return {in_year(match[2], year) if match[2] else (date(year, 1, 1), date(year + 1, 1, 1))} - {None}
    today, last = frame.today, token.startswith("last_")
    if (index := place(token.removeprefix("last_"), WEEKDAYS)) is not None:
        this = today + DAY * (index - today.weekday())
        days = {this} if this < today or not last else set()
        days |= {this - 7 * DAY} if this >= today or last else set()
        return {(day, day + DAY) for day in days}
    years = [in_year(token, today.year + shift) for shift in (-1, 0, 1)]
    if None in years:
        return set()
    found = {years[1], years[1] if years[1][0] <= today else years[0]}
    return found | ({next(each for each in years if each[1] > today)} if frame.ahead else set())


def end_after(start, token, frame):
    """The B of `A..B`: its first end after A starts, in the next year where need be."""
    part = in_year(token, start.year)
    ends = [part[1], in_year(token, start.year + 1)[1]] if part else [end for _, end in readings(token, frame)]
    return min(end for end in ends if end > start)


def same_window(gold, answer, frame):
    return bool(readings(gold, frame, lenient=True) & readings(answer, frame))


def points(text, frame, ahead):
    """Every (day, "HH:MM" or None) a point in time may mean."""
    body, clock = re.fullmatch(r"(.*?)(?:t(\d\d:\d\d)(?::\d\d)?)?", text.strip().lower()).groups()
    today, near = frame.today, {"now": 0, "today": 0, "tomorrow": 1, "yesterday": -1}
    if match := re.fullmatch(r"eo([dwmqy])", body):
        end = unit_range(LETTERS[match[1]], 0, today)[1]
        return {(end - DAY, clock), (end, "00:00")}
    if body in near:
        return {(today + DAY * near[body], clock)}
    if ahead and (index := place(body, WEEKDAYS)) is not None:
        return {(today + DAY * ((index - today.weekday() - 1) % 7 + 1), clock)}
    if ahead and in_year(body, today.year):
        return {(next(a for a, b in (in_year(body, today.year + i) for i in (0, 1)) if b > today), clock)}
    return {(start, clock) for start, _ in readings(body, frame)}


def same_point(gold, answer, frame, ahead):
    return any(
        day == other and clock in (None, theirs or "00:00")
        for day, clock in points(gold, frame, ahead)
        for other, theirs in points(answer, frame, ahead)
    )


def hours(text):
    """A duration in hours; ValueError when it is none."""
    if match := re.fullmatch(r"(\d+)(min|h|d|w)", text.strip().lower()):
        return int(match[1]) * {"min": 1 / 60, "h": 1, "d": 24, "w": 168}[match[2]]
    raise ValueError(f"unknown duration {text!r}")


# Filters


def atoms(filt, frame):
    """One filter as a set of (field, op, value) that must all hold."""
    if "any" in filt:
        return any_of([frozenset(atoms(f, frame)) for f in filt["any"]])
    column, op, raw = name(filt["field"]), name(filt["op"]), filt.get("value")
    column = column.removeprefix("account.") if frame.entity == "account" else column
    if raw is None:
        return {(column, {"eq": "is_null", "ne": "not_null"}.get(op, op), None)}
    if isinstance(raw, dict):
        other = name(raw["field"])
        return {(column, op, other) if column < other else (other, FLIP.get(op, op), column)}
    if op == "between":
        return {atom for half in halves([filt]) for atom in atoms(half, frame)}
    if op in ("eq", "in", "ne", "not_in"):
        return membership(column, op[0] == "n", frozenset(map(value, raw if isinstance(raw, list) else [raw])), frame)
    if frame.entity == "opportunity" and column in ("stage", "status"):
        return {("stage", op, frozenset(CLOSED.get(value(raw), {value(raw)})))}
    return bound(column, op, value(raw))


def halves(filters):
    """Filters with each `between` as its two bounds."""
    pairs = (
        [{**f, "op": op, "value": v} for op, v in zip(("gte", "lte"), f["value"], strict=True)]
        if f.get("op") == "between"
        else [f]
        for f in filters or []
    )
    return [half for pair in pairs for half in pair]


def membership(column, negative, values, frame):
    """`eq in ne not_in` as one `in`, or as one `ne` for each value."""
    if column == "series" and frame.maven and values <= set(SERIES):
        column, values = "product", frozenset().union(*(SERIES[v] for v in values))
    if frame.entity == "opportunity" and column in ("stage", "status"):
        known = (
            {"open": OPEN[frame.maven], "closed": {"won", "lost"}}
            if column == "status"
            else {stage: {stage} for stage in OPEN[frame.maven]}
        )
        if values <= set(known | CLOSED):
            stages = frozenset().union(*((known | CLOSED)[v] for v in values))
            return {("stage", "in", every_stage(frame) - stages if negative else stages)}
    if column.endswith("_count") and negative and values == {0.0}:
        return {(column, "gte", 1.0)}
    return {(column, "ne", v) for v in values} if negative else {(column, "in", values)}


def every_stage(frame):
    return frozenset(OPEN[frame.maven] | {"won", "lost"})


def bound(column, op, limit):
    """A comparison; of whole numbers always `gte` or `lte`, and a count of at most zero is zero."""
    if op in ("gt", "lt") and WHOLE.fullmatch(column) and isinstance(limit, float) and limit.is_integer():
        op, limit = op + "e", limit + (1 if op == "gt" else -1)
    zero = column.endswith("_count") and (op, limit) == ("lte", 0.0)
    return {(column, "in", frozenset({0.0})) if zero else (column, op, limit)}


def any_of(sides):
    """An OR of sets of atoms; a plain `in` where all are about the same field."""
    heads = {atom[:2] for side in sides for atom in side}
    if len(heads) == 1 and all(len(side) == 1 for side in sides) and (head := heads.pop())[1] == "in":
        return {(*head, frozenset(v for side in sides for *_, values in side for v in values))}
    return {("any", "of", frozenset(sides))}


def holds(filters, frame):
    """(atoms, stages left over) of filters that must all hold."""
    found = {atom for f in filters for atom in atoms(f, frame)}
    on_deals = frame.entity == "opportunity"
    known = {a for a in found if on_deals and a[:2] == ("stage", "in") and a[2] <= every_stage(frame)}
    return found - known, every_stage(frame).intersection(*(stages for _, _, stages in known))


def subsets(items):
    """All choices of items, the smallest first and the whole last."""
    return [list(chosen) for n in range(len(items) + 1) for chosen in combinations(items, n)]


def filter_diff(gold, answer, frame):
    """(what differs in words, empty if nothing; whether the answer is the gold less some required filters)."""
    gold, mine = halves(gold), holds(answer or [], frame)
    must, may = [f for f in gold if not f.get("optional")], [f for f in gold if f.get("optional")]
    if mine in [holds(must + chosen, frame) for chosen in subsets(may)]:
        return "", False
    dropped = mine in [holds(some + chosen, frame) for some in subsets(must) for chosen in subsets(may)]
    (want, stages), (allowed, _) = holds(must, frame), holds(gold, frame)
    found = [f"missing {words(want - mine[0])}"] * (not want <= mine[0])
    found += [f"extra {words(mine[0] - allowed)}"] * (not mine[0] <= allowed)
    found += [f"stages {words(stages)}, not {words(mine[1])}"] * (stages != mine[1])
    return "; ".join(found) or "an optional filter in part", dropped


def words(item):
    """Atoms and their values for people."""
    if isinstance(item, (set, frozenset)):
        return "/".join(sorted(map(words, item)))
    return " ".join(map(words, item)) if isinstance(item, tuple) else str(item)
