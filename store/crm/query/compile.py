"""A bound question as its statements: the rows of a list, and the counts and sums behind every number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, select
from sqlalchemy.sql.elements import UnaryExpression

from domain.bound import Bound
from domain.catalogue import CATALOGUE
from domain.facts import Column
from domain.query import AnyOf, Condition, Filter, Period, QuerySpec, Sort
from store.crm.query.conditions import where
from store.crm.query.fields import Reading, filters_of
from store.crm.query.sql import Col, Select

ROWS_SHOWN = 100
"""Rows shown in a chat; the whole table is a file."""
TELLING = ("gt", "gte", "lt", "lte", "between", "in")
"""Conditions that leave a value open, so that a reader wants to see it."""
THIS_QUARTER = "fquarter:0"
"""The period of a ratio to quota when none is named."""


def columns_of(reading: Reading) -> tuple[Column, ...]:
    """The columns of a list: those asked for, or what the catalogue shows of such a record.

    The record's name leads either way, and what a filter or an order went by is shown too.
    """
    spec, info = reading.spec, reading.info
    name = next((n for n in (spec.entity, "owner") if info.field(n)), "")
    first = (name,) if name and spec.entity != "activity" else ()
    went_by = [*(s.by for s in spec.sort), *(f.field for f in filters_of(spec) if f.op in TELLING)]
    shown = [n for n in went_by if info.field(n) is not None]
    return tuple(_column(reading, n) for n in dict.fromkeys((*first, *(spec.fields or info.columns), *shown)))


def _column(reading: Reading, name: str) -> Column:
    known = reading.info.field(name)
    if known is None:
        measure = reading.info.measure(name)
        label, kind = (measure.label, measure.unit) if measure else (name, "text")
    else:
        label, kind = known.label, known.kind
    units = {"money": "money", "days": "days", "ratio": "ratio", "date": "date", "count": "count"}
    return Column(field=name, label=label, unit="text" if reading.plain(name) != name else units.get(kind, "text"))


def rows(reading: Reading, limit: int | None, more: Iterable[Col] = ()) -> Select[Any]:
    """The records of a list, in order: id first, then its columns, then whatever else is to be read of them."""
    cells = [reading.listed(c.field).label(f"c{n}") for n, c in enumerate(columns_of(reading))]
    ordered = [*_order(reading), reading.id]
    matching = where(reading)
    statement = select(reading.id, *cells, *more).select_from(reading.source()).where(matching).order_by(*ordered)
    return statement if limit is None else statement.limit(limit)


def _order(reading: Reading) -> list[UnaryExpression[Any]]:
    sorts = reading.spec.sort or _usual_order(reading)
    return [_directed(reading.order(s.by), s.dir) for s in sorts]


def _directed(column: Col, direction: str) -> UnaryExpression[Any]:
    """Nothing known comes last either way."""
    return (column.desc() if direction == "desc" else column.asc()).nulls_last()


def _usual_order(reading: Reading) -> tuple[Sort, ...]:
    """What a reader looks for first: the longest wait that was asked about, the largest, the latest."""
    for name in ("days_in_stage", "last_activity_days", "age_days"):
        if reading.speaks_of(name):
            return (Sort(by=name, dir="desc"),)
    usual = {
        "opportunity": (Sort(by="amount", dir="desc"), Sort(by="close_date")),
        "activity": (Sort(by="date", dir="desc"),),
        "lead": (Sort(by="created", dir="desc"),),
        "quota": (Sort(by="period", dir="desc"), Sort(by="owner")),
        "rep": (Sort(by="owner"),),
    }
    return usual.get(reading.spec.entity, (Sort(by=reading.spec.entity),))


def meant(bound: Bound) -> Bound:
    """The question with what its measures imply: coverage is of open deals closing in a period, and so on.

    A ratio to quota without a period is of this quarter; lead velocity goes by the day of conversion.
    """
    spec = bound.spec
    if spec.measures == ("coverage",):
        spec = spec.model_copy(update={"filters": _with_open(spec), "time": _closing(spec, "close_date")})
    elif spec.entity == "quota" and spec.measures and spec.time is None:
        spec = spec.model_copy(update={"time": _closing(spec, "period")})
    elif spec.measures == ("velocity_days",) and spec.time is not None:
        spec = spec.model_copy(update={"time": Period(fields=("converted",), window=spec.time.window)})
    return bound if spec is bound.spec else bound.model_copy(update={"spec": spec})


def _with_open(spec: QuerySpec) -> tuple[Condition, ...]:
    is_open = Filter(field="status", op="eq", value="open")
    return spec.filters if is_open in spec.filters else (*spec.filters, is_open)


def _closing(spec: QuerySpec, date: str) -> Period:
    return Period(fields=(date,), window=spec.time.window if spec.time else THIS_QUARTER)


def other_side(spec: QuerySpec) -> QuerySpec | None:
    """The question on the other side of a comparison; None when nothing is compared.

    Shape:  the other window replaces the window; other filters replace those on the same fields.
    """
    if spec.compare is None:
        return None
    changes: dict[str, Any] = {"compare": None}
    if spec.compare.window is not None:
        period = spec.time.model_copy(update={"window": spec.compare.window}) if spec.time else None
        changes["time"] = period or _usual_period(spec)
    if spec.compare.filters is not None:
        theirs = {name for one in spec.compare.filters for name in _names(one)}
        kept = tuple(one for one in spec.filters if not theirs & _names(one))
        changes["filters"] = kept + spec.compare.filters
    return spec.model_copy(update=changes)


def _usual_period(spec: QuerySpec) -> Period:
    assert spec.compare is not None
    return Period(fields=(CATALOGUE[spec.entity].default_date,), window=spec.compare.window or "")


def _names(one: Condition) -> set[str]:
    return {f.field for f in one.any} if isinstance(one, AnyOf) else {one.field}


def shown(statements: Iterable[Select[Any]], dialect: Dialect) -> tuple[str, dict[str, str]]:
    """The statements as people read them, and the values bound into them, each under one name."""
    texts: list[str] = []
    values: dict[str, str] = {}
    for statement in statements:
        text, bound = _text_of(statement, type(dialect))
        names: dict[str, str] = {}

        def renamed(match: re.Match[str], bound: dict[str, Any] = bound, names: dict[str, str] = names) -> str:
            name = match[1] or match[2]
            if name not in bound:
                return match[0]
            if name not in names:
                names[name] = f"v{len(values) + 1}"
                values[names[name]] = _value_shown(bound[name])
            return f":{names[name]}"

        texts.append(BOUND.sub(renamed, text))
    return ";\n\n".join(texts), values


@dataclass(frozen=True)
class _Shape:
    """Statements that differ only in their values share their text; `places` says where each named value stands."""

    text: str
    places: dict[str, int]
    fixed: dict[str, Any]
    """Values that the compiler itself put in, such as SQLite's OFFSET 0."""


_shapes: dict[tuple[Any, Any], _Shape] = {}
SHAPES_KEPT = 500


def _text_of(statement: Select[Any], dialect: Any) -> tuple[str, dict[str, Any]]:
    """The statement's text and its values by name; compiled once for all statements of its shape."""
    # The key was worked out, and kept by the statement, when it was run.
    key = statement._generate_cache_key()
    shape = _shapes.get((dialect, key.key)) if key else None
    if key is not None and shape is not None:
        bound = {name: key.bindparams[place].effective_value for name, place in shape.places.items()}
        return shape.text, bound | shape.fixed
    compiled = statement.compile(dialect=_with_names(dialect))
    if key is not None:
        _keep_shape((dialect, key.key), compiled, key.bindparams)
    return str(compiled), dict(compiled.params)


def _keep_shape(key: tuple[Any, Any], compiled: Any, bound: Sequence[Any]) -> None:
    """Keeps the text for the next statement of this shape."""
    at = {id(one): place for place, one in enumerate(bound)}
    places = {name: at[id(one)] for one, name in compiled.bind_names.items() if id(one) in at}
    if len(_shapes) >= SHAPES_KEPT:
        _shapes.clear()
    fixed = {name: value for name, value in compiled.params.items() if name not in places}
    _shapes[key] = _Shape(str(compiled), places, fixed)


@cache
def _with_names(dialect: Any) -> Dialect:
    """The dialect that names its parameters; kept, because it has to learn every type before its first statement."""
    named: Dialect = dialect(paramstyle="named")
    return named


BOUND = re.compile(r"__\[POSTCOMPILE_(\w+)(?:~~.*?~~)?\]|(?<!:):(\w+)")
"""Where a value is bound: in a list that grows with its values, or singly."""
VALUES_SHOWN = 100


def _value_shown(value: Any) -> str:
    if not isinstance(value, list | tuple | set | frozenset):
        return str(value)
    listed = [str(one) for one in list(value)[:VALUES_SHOWN]]
    more = len(value) - len(listed)
    return ", ".join(listed) + (f" and {more:,} more" if more else "")
