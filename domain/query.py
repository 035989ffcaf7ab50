"""One algebra for every question: what a QuerySpec says, symbolically, before anybody reads data."""

from __future__ import annotations

from typing import Literal

from domain.value import Value

Entity = Literal[
    "opportunity",
    "rep",
    "team",
    "account",
    "lead",
    "activity",
    "quota",
    "contact",
    "agent",
    "agent_action",
    "exception",
    "setting",
    "rule",
    "playbook",
    "snapshot",
    "source",
]
Op = Literal["eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "between", "is_null", "not_null"]
Literal_ = str | int | float | bool | None


class FieldRef(Value):
    """Another field of the same entity as the right side of a filter."""

    field: str


class Filter(Value):
    """One condition. `in`, `not_in` and `between` take a tuple; dates are ISO text; money is in whole units.

    Symbols may stand for values until `bind`: `@me` (the sender), `$stale_days`, `$activity_gap_days`.
    """

    field: str
    op: Op
    value: Literal_ | tuple[Literal_, ...] | FieldRef = None
    optional: bool = False
    """The text does not settle whether this filter holds; it is applied, and said."""


class AnyOf(Value):
    """At least one of these filters holds (one level of OR)."""

    any: tuple[Filter, ...]


Condition = Filter | AnyOf


class Period(Value):
    """A symbolic window over one date field, or over any of several that mean the same to a reader.

    `window` is written in the words of `domain/language/windows.py`: `quarter:-1`, `qtd`, `last:30d`, `oct`, `2017-Q2`.
    """

    fields: tuple[str, ...]
    window: str


class Sort(Value):
    """Order by a field or measure."""

    by: str
    dir: Literal["asc", "desc"] = "asc"


class Compare(Value):
    """The other side of a comparison: another window, or other filters in place of the same fields."""

    window: str | None = None
    filters: tuple[Condition, ...] | None = None


class QuerySpec(Value):
    """A question in the closed vocabulary of `domain/catalogue.py`; symbolic, so a saved one stays relative.

    Shape:  no `measures` lists rows; `group_by` names fields, a date field with a grain is `close_date.month`.
    """

    entity: Entity = "opportunity"
    filters: tuple[Condition, ...] = ()
    measures: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    time: Period | None = None
    having: tuple[Filter, ...] = ()
    compare: Compare | None = None
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    fields: tuple[str, ...] = ()
