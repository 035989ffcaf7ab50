"""What happened to deals within a window, for the puller: creation, outcome, stage, amount, close date and owner."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Float, FromClause, Select, and_, case, cast, func, literal, null, select, true, union

from domain.bound import Bound
from domain.cadence import moment
from domain.happened import (
    BACK,
    CHANGED,
    CREATED,
    FORWARD,
    HANDED_OVER,
    LOST,
    LOWERED,
    OWNER_FIELDS,
    PULLED,
    PUSHED,
    RAISED,
    REOPENED,
    WON,
)
from domain.language.windows import Span
from store.crm.query.sql import Clause, Col, is_plain_number
from store.crm.tables import field_changes, opportunities, stage_changes, stages

if TYPE_CHECKING:
    from store.crm.query.fields import Reading


def happened(reading: Reading) -> FromClause:
    """(opportunity_id, change) of everything that happened within the question's window over it, each pair once."""
    span = window_of(reading)
    deal = opportunities.alias("changed_deal").c
    made = select(deal.id.label("opportunity_id"), literal(CREATED).label("change"))
    closed = select(deal.id, deal.status)
    return union(
        made.where(deal.created_on.is_not(None), _on(deal.created_on, span)),
        closed.where(deal.status.in_((WON, LOST)), deal.close_date.is_not(None), _on(deal.close_date, span)),
        _steps(reading.bound, span),
        _values(reading.bound, span),
    ).subquery("happened")


def window_of(reading: Reading) -> Span:
    """The window of a period over what happened; open on both sides where the question has no such period."""
    period = reading.spec.time
    return reading.span(period.window) if period and CHANGED in period.fields else (None, None)


def midnight(bound: Bound, day: date) -> datetime:
    """When a day begins where the company is."""
    return moment(day, time(0), ZoneInfo(str(bound.settings["company.timezone"]))).astimezone(UTC)


def _on(column: Col, span: Span) -> Clause:
    start, end = span
    return and_(true() if start is None else column >= start, true() if end is None else column < end)


def _at(column: Col, bound: Bound, span: Span) -> Clause:
    start, end = (None if day is None else midnight(bound, day) for day in span)
    return and_(true() if start is None else column >= start, true() if end is None else column < end)


def _steps(bound: Bound, span: Span) -> Select[Any]:
    """Between open stages by their order, and out of a closed one; the step into a closed one is told by the deal."""
    s, was, now = stage_changes.c, stages.alias("was_stage"), stages.alias("now_stage")
    both_open = and_(was.c.status == "open", now.c.status == "open")
    step = case(
        (and_(both_open, now.c.position > was.c.position), FORWARD),
        (and_(both_open, now.c.position < was.c.position), BACK),
        (and_(was.c.status != "open", now.c.status == "open"), REOPENED),
        else_=null(),
    )
    return (
        select(s.opportunity_id, step)
        .join(was, was.c.id == s.from_stage_id)
        .join(now, now.c.id == s.to_stage_id)
        .where(_at(s.at, bound, span), step.is_not(None))
    )


def _values(bound: Bound, span: Span) -> Select[Any]:
    """Amounts and close dates that can be compared, and owners."""
    f = field_changes.c
    # A comparison that fails inside CASE is never tried on text that is no number.
    numbers, days = and_(is_plain_number(f.old), is_plain_number(f.new)), and_(_is_day(f.old), _is_day(f.new))
    old, new = cast(f.old, Float), cast(f.new, Float)
    was, now = func.substr(f.old, 1, 10), func.substr(f.new, 1, 10)
    value = case(
        (f.field == "amount", case((numbers, case((new > old, RAISED), (new < old, LOWERED), else_=null())))),
        (f.field == "close_date", case((days, case((now > was, PUSHED), (now < was, PULLED), else_=null())))),
        (and_(f.field.in_(OWNER_FIELDS), f.old != "", f.new != "", f.old != f.new), HANDED_OVER),
        else_=null(),
    )
    fields = ("amount", "close_date", *OWNER_FIELDS)
    return select(f.opportunity_id, value).where(f.field.in_(fields), _at(f.at, bound, span), value.is_not(None))


def cannot_be_compared() -> Clause:
    """A change of an amount or close date without a value before or after, or with one that cannot be read."""
    f = field_changes.c
    numbers, days = and_(is_plain_number(f.old), is_plain_number(f.new)), and_(_is_day(f.old), _is_day(f.new))
    readable = case((f.field == "amount", numbers), else_=days)
    return and_(f.field.in_(("amount", "close_date")), func.coalesce(readable, literal(False)).is_(False))


def _is_day(text: Col) -> Clause:
    """Whether a text begins with a day as 2026-11-20."""
    day = func.substr(text, 1, 10)
    digits = func.replace(day, "-", "")
    dashes = and_(func.substr(text, 5, 1) == "-", func.substr(text, 8, 1) == "-")
    return and_(func.length(day) == 10, func.length(digits) == 8, dashes, is_plain_number(digits))


def within(reading: Reading) -> Clause:
    """Whether anything happened to the deal within the window."""
    found = happened(reading)
    return opportunities.c.id.in_(select(found.c.opportunity_id))


def of_kinds(reading: Reading, kinds: list[str]) -> Clause:
    """Whether one of these things happened to the deal."""
    found = happened(reading)
    wanted = sorted({kind.lower() for kind in kinds})
    return opportunities.c.id.in_(select(found.c.opportunity_id).where(found.c.change.in_(wanted)))
