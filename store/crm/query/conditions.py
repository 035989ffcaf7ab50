"""Filters, windows and rights as SQL conditions; every value in them is a bound parameter."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, false, func, not_, or_, true

from domain.catalogue import Field
from domain.errors import CannotAnswer
from domain.happened import CHANGED
from domain.query import AnyOf, Condition, FieldRef, Filter
from store.crm.query.fields import COUNTS_ITS_OWN_DATES, REPEATING, Reading, Term, in_span, visible
from store.crm.query.happened import within
from store.crm.query.sql import Clause, Col, clean, number, plain_number, same_text
from store.types import Money

IS, IS_NOT = ("eq", "in"), ("ne", "not_in")
ORDERED = ("money", "count", "days", "ratio", "date")
HARD_TO_REACH = 500_000
"""Days beyond any date that can be stored."""


def where(reading: Reading, leave_out: Condition | str | None = None) -> Clause:
    """Everything that decides which records match; `leave_out` names a filter, or `time`, to do without."""
    conditions = [condition(reading, one) for one in reading.spec.filters if one is not leave_out]
    if leave_out != "time":
        conditions.append(in_time(reading))
    return and_(visible(reading), *conditions)


def condition(reading: Reading, one: Condition) -> Clause:
    """One filter, or several of which at least one holds."""
    if isinstance(one, AnyOf):
        return or_(*(condition(reading, part) for part in one.any)) if one.any else false()
    return _filter(reading, one)


def in_time(reading: Reading) -> Clause:
    """Whether any of the period's fields lies in its window."""
    period = reading.spec.time
    if period is None or reading.spec.entity in COUNTS_ITS_OWN_DATES:
        return true()
    span = reading.span(period.window)
    if reading.spec.entity == "quota":
        return _period_meets(reading, span)
    return or_(*(within(reading) if name == CHANGED else in_span(_date(reading, name), span) for name in period.fields))


def _date(reading: Reading, name: str) -> Col:
    known = reading.info.field(name)
    if known is None or known.kind != "date":
        raise CannotAnswer(f"{reading.info.plural.capitalize()} have no date called “{name}”.", "")
    return reading.use(reading.term(name)).value


def _period_meets(reading: Reading, span: Any) -> Clause:
    """A quota belongs to a window that any of its days lies in."""
    start, end = span
    first, last = reading.base.c.period_start, reading.base.c.period_end
    return and_(true() if start is None else last >= start, true() if end is None else first < end)


def _filter(reading: Reading, one: Filter) -> Clause:
    known = reading.info.field(one.field)
    if known is None:
        raise CannotAnswer(f"{reading.info.plural.capitalize()} have no field “{one.field}”.", "")
    if "missing" in (one.field, one.value.field if isinstance(one.value, FieldRef) else ""):
        raise CannotAnswer("The names of missing fields can be shown, not compared.", "I can count them per deal.")
    term = reading.term(one.field)
    if one.op in ("is_null", "not_null") or (one.value is None and one.op in (*IS, *IS_NOT)):
        absent = _absent(reading, term, known)
        return not_(absent) if one.op in ("not_null", *IS_NOT) else absent
    if isinstance(one.value, FieldRef):
        return _against_field(reading, one, known, one.value)
    if one.op in IS_NOT:
        positive = one.model_copy(update={"op": "eq" if one.op == "ne" else "in"})
        # What is not known to be it counts as not being it: a deal without a region is not in West.
        return not_(func.coalesce(_compare(reading, term, known, positive), false()))
    return _compare(reading, term, known, one)


def _absent(reading: Reading, term: Term, known: Field) -> Clause:
    if term.absent is not None:
        return term.absent
    value = reading.use(term).value
    return or_(value.is_(None), func.trim(value) == "") if known.kind == "text" else value.is_(None)


def _compare(reading: Reading, term: Term, known: Field, one: Filter) -> Clause:
    if one.op not in IS and known.kind not in ORDERED:
        raise CannotAnswer(
            f"{known.label} has no order, so nothing is more or less than it.",
            f"You can ask which {reading.info.plural} have a given {known.label.lower()}.",
        )
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if one.op == "in" and None in values:
        rest = one.model_copy(update={"value": tuple(v for v in values if v is not None)})
        return or_(_absent(reading, term, known), _compare(reading, term, known, rest))
    if known.kind == "date":
        return _dates(reading, reading.use(term).value, one.op, [str(v) for v in values])
    if known.kind == "days":
        return _days(reading, reading.use(term), one.op, values)
    if known.kind in ORDERED:
        return _numbers(reading.use(term).value, one.op, values)
    return _texts(reading, term, [_flag(v) if known.kind == "flag" else clean(v) for v in values])


def _texts(reading: Reading, term: Term, values: list[str]) -> Clause:
    return term.among(values) if term.among else same_text(reading.use(term).value, values)


def _flag(value: Any) -> str:
    return "yes" if str(value).lower() in ("true", "yes", "1") else "no"


def _numbers(column: Col, op: str, values: Iterable[Any]) -> Clause:
    known = [n for n in map(number, values) if n is not None]
    if not known:
        return false()
    wanted: list[Any] = known if isinstance(column.type, Money) else [plain_number(n) for n in known]
    if op in IS:
        return column.in_(wanted)
    if op == "between":
        low, high = sorted(known)[0], sorted(known)[-1]
        return column.between(wanted[known.index(low)], wanted[known.index(high)])
    tests: dict[str, Clause] = {
        "gt": column > wanted[0], "gte": column >= wanted[0], "lt": column < wanted[0], "lte": column <= wanted[0],
    }  # fmt: skip
    return tests[op]


def _days(reading: Reading, term: Term, op: str, values: Iterable[Any]) -> Clause:
    """Days as a range of dates, so that an index over the date serves: more than 30 days is before a day."""
    since = term.since
    assert since is not None
    bounds = [float(n) for n in map(number, values) if n is not None]
    if not bounds:
        return false()
    if op in IS:
        clause = or_(*(since == _ago(reading, n) for n in bounds if n == int(n)), false())
    else:
        least, most = _whole_days(op, bounds)
        clause = and_(
            true() if most is None else since >= _ago(reading, most),
            true() if least is None else since <= _ago(reading, least),
        )
    if term.longest_when_absent and op in ("gt", "gte"):
        clause = or_(clause, since.is_(None))
    return and_(term.only, clause) if term.only is not None else clause


def _whole_days(op: str, bounds: list[float]) -> tuple[int | None, int | None]:
    """The least and most whole days that satisfy the comparison."""
    first = bounds[0]
    return {
        "gt": (math.floor(first) + 1, None),
        "gte": (math.ceil(first), None),
        "lt": (None, math.ceil(first) - 1),
        "lte": (None, math.floor(first)),
        "between": (math.ceil(min(bounds)), math.floor(max(bounds))),
    }[op]


def _ago(reading: Reading, days: float) -> date:
    ordinal = reading.today.toordinal() - int(max(-HARD_TO_REACH, min(HARD_TO_REACH * 2, days)))
    return date.fromordinal(max(1, min(ordinal, date.max.toordinal())))


def _dates(reading: Reading, column: Col, op: str, values: list[str]) -> Clause:
    """Each value is a day or a window; before means before its start, after means after its end."""
    spans = [reading.span(v.partition("T")[0]) for v in values]
    if op in IS:
        return or_(*(in_span(column, span) for span in spans), false())
    (start, end), (_, last) = spans[0], spans[-1]
    if op == "between":
        return in_span(column, (start, last))
    if (op in ("gt", "lte") and end is None) or (op in ("gte", "lt") and start is None):
        # An open end has nothing beyond it and everything this side of it.
        return column.is_not(None) if op in ("lte", "gte") else false()
    bound = end if op in ("gt", "lte") else start
    return column >= bound if op in ("gt", "gte") else column < bound


def _against_field(reading: Reading, one: Filter, known: Field, ref: FieldRef) -> Clause:
    other = reading.info.field(ref.field)
    if other is None:
        raise CannotAnswer(f"{reading.info.plural.capitalize()} have no field “{ref.field}”.", "")
    for each in (known, other):
        if each.name in REPEATING or each.kind == "flag":
            raise CannotAnswer(f"{each.label} cannot be compared with another field.", "")
    textual = known.kind not in ORDERED
    if textual != (other.kind not in ORDERED) or (known.kind == "date") != (other.kind == "date"):
        raise CannotAnswer(f"{known.label} and {other.label.lower()} cannot be compared.", "")
    if textual and one.op not in (*IS, *IS_NOT):
        raise CannotAnswer(f"{known.label} has no order, so nothing is more or less than it.", "")
    mine, theirs = reading.value(one.field), reading.value(ref.field)
    if textual:
        mine, theirs = func.lower(mine), func.lower(theirs)
    if one.op in IS_NOT:
        return func.coalesce(mine != theirs, mine.is_distinct_from(theirs))
    operators: dict[str, Clause] = {
        "eq": mine == theirs, "in": mine == theirs, "gt": mine > theirs,
        "gte": mine >= theirs, "lt": mine < theirs, "lte": mine <= theirs,
    }  # fmt: skip
    if one.op not in operators:
        raise CannotAnswer(f"{known.label} can only be compared with one other field at a time.", "")
    return operators[one.op]
