"""What amounts a rep or a stage usually has: worked out once per state of the mirror, since every answer needs it."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, Engine, func, select, type_coerce

from store.crm.tables import imports, opportunities

Quartiles = tuple[Decimal, Decimal, Decimal]
Usual = dict[tuple[str, str], dict[str, Quartiles]]
"""(column, its value) → quartiles of past amounts by currency; empty where there is too little history."""

_STATE = select(
    select(func.count()).select_from(imports).scalar_subquery(),
    select(func.max(type_coerce(imports.c.as_of, BigInteger()))).scalar_subquery(),
    select(func.max(type_coerce(opportunities.c.updated_at, BigInteger()))).scalar_subquery(),
)
"""Every load leaves a row among the imports, and a changed deal carries the time of its change."""
_lock = threading.Lock()
_latest: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], Usual]] = WeakKeyDictionary()


def usual_amounts(connection: Connection, since: date) -> Usual:
    """What is known so far of the state that this connection sees, to be added to; empty for a state never met."""
    state = (since, *connection.execute(_STATE).one())
    with _lock:
        met = _latest.get(connection.engine)
        if met is None or met[0] != state:
            met = _latest[connection.engine] = (state, {})
        return met[1]
