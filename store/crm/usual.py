"""What is known of the mirror as a whole: worked out once per state of it, since every answer needs some of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, Engine, func, select, type_coerce

from store.crm.tables import imports, opportunities

Quartiles = tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True)
class Faults:
    """What is wrong anywhere: a question's own faults are among these, for its records are some of all."""

    failing: frozenset[str]
    """Checks that some deal fails."""
    twins: frozenset[str]
    """Ids of deals that are equal to another in everything else."""
    dear: tuple[str, ...]
    """Ids of the largest amounts of all."""
    has_burst: bool


@dataclass
class Known:
    """What was worked out so far of one state of the mirror; whoever needs more adds it."""

    usual: dict[tuple[str, str], dict[str, Quartiles]] = field(default_factory=dict)
    """(column, its value) → quartiles of past amounts by currency; empty where there is too little history."""
    faults: dict[tuple[Any, ...], Faults] = field(default_factory=dict)
    """By the thresholds they were looked for with."""


_STATE = select(
    select(func.count()).select_from(imports).scalar_subquery(),
    select(func.max(type_coerce(imports.c.as_of, BigInteger()))).scalar_subquery(),
    select(func.max(type_coerce(imports.c.finished_at, BigInteger()))).scalar_subquery(),
    select(func.max(type_coerce(opportunities.c.updated_at, BigInteger()))).scalar_subquery(),
)
"""Every load leaves a row among the imports, and a changed deal carries the time of its change."""
_lock = threading.Lock()
_latest: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], Known]] = WeakKeyDictionary()


def known_on(connection: Connection, today: date) -> Known:
    """What is known so far of the state that this connection sees, as of that day; nothing of a state never met."""
    state = (today, *connection.execute(_STATE).one())
    with _lock:
        met = _latest.get(connection.engine)
        if met is None or met[0] != state:
            met = _latest[connection.engine] = (state, Known())
        return met[1]
