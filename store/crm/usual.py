"""What reps and stages usually have: worked out once per state of the mirror, since many answers need some of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, func, select, type_coerce

from store.crm.checks import Clause, o
from store.crm.survey import State, state_of

Quartiles = tuple[Decimal, Decimal, Decimal]
HISTORY_LEAST = 8
"""Fewer past amounts than this are no history."""


@dataclass
class Known:
    """What was worked out so far of one state of the mirror; whoever needs more adds it."""

    state: State
    usual: dict[tuple[str, str], dict[str, Quartiles]] = field(default_factory=dict)
    """(column, its value) → quartiles of past amounts by currency; empty where there is too little history."""


_lock = threading.Lock()
_latest: WeakKeyDictionary[Engine, tuple[date, Known]] = WeakKeyDictionary()


def known_on(connection: Connection, today: date) -> Known:
    """What is known so far of the state that this connection sees, as of that day; nothing of a state never met."""
    state = state_of(connection)
    with _lock:
        met = _latest.get(connection.engine)
        if met is None or met[0] != today or met[1].state != state:
            met = _latest[connection.engine] = (today, Known(state))
        return met[1]


Found = dict[tuple[str, str], Quartiles]
"""First quartile, median and third quartile of past amounts by rep or stage and currency."""


def quartiles_sorted(
    connection: Connection, key: ColumnElement[str], wanted: set[str], only: Sequence[Clause]
) -> Found:
    """The quartiles of those who have few past amounts each: all are sorted at once."""
    same = [key, o.currency]
    place = func.row_number().over(partition_by=same, order_by=[o.amount, o.id]).label("place")
    number = func.count().over(partition_by=same).label("number")
    past = select(key.label("key"), o.currency, o.amount, place, number).where(key.in_(sorted(wanted)), o.amount > 0)
    ranked = past.where(*only).subquery()
    r = ranked.c
    at = [type_coerce(func.floor(place_), BigInteger()) for place_ in _places(r.number)]
    rows = select(r.key, r.currency, r.amount, r.place).where(r.number >= HISTORY_LEAST, r.place.in_(at))
    found: dict[tuple[str, str], list[Decimal]] = {}
    for one in connection.execute(rows.order_by(r.key, r.currency, r.place)):
        found.setdefault((one.key, one.currency), []).append(one.amount)
    return {k: (v[0], v[len(v) // 2], v[-1]) for k, v in found.items()}


def quartiles_walked(
    connection: Connection, key: ColumnElement[str], wanted: set[str], only: Sequence[Clause]
) -> Found:
    """The quartiles of those who have very many past amounts each: an index has them in order already."""
    found: Found = {}
    for one in sorted(wanted):
        past = [key == one, o.amount > 0, *only]
        counted = select(o.currency, func.count()).where(*past).group_by(o.currency)
        for currency, number in connection.execute(counted).all():
            if number >= HISTORY_LEAST:
                in_order = select(o.amount).where(*past, o.currency == currency).order_by(o.amount).limit(1)
                first, middle, third = (
                    connection.execute(in_order.offset(int(place) - 1)).scalar_one() for place in _places(number)
                )
                found[one, currency] = (first, middle, third)
    return found


def _places(number: Any) -> tuple[Any, Any, Any]:
    """Where the quartiles stand among so many amounts in order; a broken place is rounded down."""
    return (number + 3) / 4, (number + 1) / 2, (number * 3 + 3) / 4
