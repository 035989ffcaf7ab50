"""What is true of all deals at once, kept as a row by whoever loads deals, so that no question has to walk them all.

A question's own faults are among those of all deals: what no deal has, no question needs to look for. So a survey may
say too much, never too little. Deals that change one by one later widen the last survey when somebody asks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel, ConfigDict
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Text,
    and_,
    case,
    cast,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
    type_coerce,
)

from store.crm import bulk
from store.crm.bursts import MINUTE, peak, wins
from store.crm.checks import ALIKE, FAR_FUTURE_YEARS, FAR_PAST_YEARS, IMPOSSIBLE_TIMES, checks_on, o, years_from
from store.crm.tables import imports, opportunities, surveys

BURST_MINUTES = "report.burst_minutes"
KEPT_FROM = 20_000
"""Fewer deals than this are looked at when somebody asks, as quickly as a row is read."""
WIDENED_BY = 2_000
"""More changed deals than this are a new state, which is surveyed anew."""
DEAR = 1_000
"""The largest amounts of all, among which those of a wide question mostly are."""
TWINS_LISTED = 1_000
"""More repeated deals than this are not worth naming in a statement."""
UNHURRIED = "120s"
SAID_BY_EXTREMES = (
    "negative_amount", "impossible_amount", "created_in_future", "closed_in_future", "far_past", "far_future",
    "open_past_close",
)  # fmt: skip
"""Checks that depend on the day or on a limit: a least or largest value says whether any deal fails them."""

PRICED_IN = case((o.amount.is_not(None), o.currency))
"""The currency of a deal that has an amount."""
EVERY = true()
_is_closed = o.status.in_(("won", "lost"))
LEAST: dict[str, ColumnElement[Any]] = {
    "least_amount": func.min(type_coerce(o.amount, BigInteger())),
    "first_created": func.min(o.created_on),
    "first_close": func.min(o.close_date),
    "first_open_close": func.min(o.close_date).filter(o.is_open),
    "first_currency": func.min(PRICED_IN),
}
MOST: dict[str, ColumnElement[Any]] = {
    "largest_amount": func.max(type_coerce(o.amount, BigInteger())),
    "last_created": func.max(o.created_on),
    "last_close": func.max(o.close_date),
    "last_closed": func.max(o.close_date).filter(_is_closed),
    "last_currency": func.max(PRICED_IN),
}


class Survey(BaseModel):
    """The extremes of all deals, which faults there are, and who has them. Amounts are minor units."""

    model_config = ConfigDict(frozen=True)

    least_amount: int | None = None
    largest_amount: int | None = None
    first_created: date | None = None
    last_created: date | None = None
    first_close: date | None = None
    last_close: date | None = None
    first_open_close: date | None = None
    last_closed: date | None = None
    first_currency: str | None = None
    last_currency: str | None = None
    """By the alphabet, of the deals that have an amount."""
    flaws: frozenset[str] = frozenset()
    """Checks that some deal fails on any day, under any limit."""
    twins: frozenset[str] = frozenset()
    """Ids of deals that are equal to another in everything else; some of them when they are very many."""
    has_all_twins: bool = True
    dear: tuple[str, ...] = ()
    """Ids of the deals above `dear_above`."""
    dear_above: int = 0
    peaks: dict[int, int] = {}
    """The largest sum won within so many minutes."""

    @property
    def only_currency(self) -> str | None:
        """What every deal with an amount is priced in; None where there are several, or nobody looked yet."""
        return self.first_currency if self.first_currency == self.last_currency else None

    def failing(self, today: date, limit: Decimal) -> frozenset[str]:
        """The checks that some deal may fail on that day, under that limit."""
        long_ago, far_ahead = years_from(today, -FAR_PAST_YEARS), years_from(today, FAR_FUTURE_YEARS)
        firsts = [day for day in (self.first_created, self.first_close) if day]
        lasts = [day for day in (self.last_created, self.last_close) if day]
        said = {
            "negative_amount": (self.least_amount or 0) < 0,
            "impossible_amount": (self.largest_amount or 0) >= limit * 100 * IMPOSSIBLE_TIMES,
            "created_in_future": self.last_created is not None and self.last_created > today,
            "closed_in_future": self.last_closed is not None and self.last_closed > today,
            "far_past": any(day < long_ago for day in firsts),
            "far_future": any(day > far_ahead for day in lasts),
            "open_past_close": self.first_open_close is not None and self.first_open_close < today,
        }
        return self.flaws | {name for name, is_failed in said.items() if is_failed}

    def widened(self, changed: Survey, ids: frozenset[str]) -> Survey:
        """What is still true of all deals after these changed; `changed` says what they are now."""
        both = (self, changed)
        return Survey(
            **{name: min(_said(both, name), default=None) for name in LEAST},
            **{name: max(_said(both, name), default=None) for name in MOST},
            flaws=self.flaws | changed.flaws,
            twins=self.twins | changed.twins,
            has_all_twins=self.has_all_twins and changed.has_all_twins,
            dear=(*(id_ for id_ in self.dear if id_ not in ids), *changed.dear),
            dear_above=self.dear_above,
            # A window may hold wins of before and of now.
            peaks={width: worth + changed.peaks.get(width, 0) for width, worth in self.peaks.items()},
        )


def _said(surveys_: Iterable[Survey], name: str) -> list[Any]:
    return [value for one in surveys_ if (value := getattr(one, name)) is not None]


@dataclass(frozen=True)
class State:
    """Which deals a survey saw: every load leaves a row among the imports, a changed deal the time of its change."""

    loads: str
    changed_at: int

    def text(self) -> str:
        """The state as it is kept."""
        return f"{self.changed_at} {self.loads}"


_STATE = select(
    select(func.count()).select_from(imports).scalar_subquery(),
    select(func.max(type_coerce(imports.c.as_of, BigInteger()))).scalar_subquery(),
    select(func.max(type_coerce(imports.c.finished_at, BigInteger()))).scalar_subquery(),
    select(func.max(type_coerce(opportunities.c.updated_at, BigInteger()))).scalar_subquery(),
)


def state_of(connection: Connection) -> State:
    """The state of the deals that this connection sees."""
    *loads, changed_at = connection.execute(_STATE).one()
    return State(" ".join(map(str, loads)), changed_at or 0)


_lock = threading.Lock()
_looked: WeakKeyDictionary[Engine, tuple[State, Survey]] = WeakKeyDictionary()
"""What this process had to look for by itself, as nobody kept it."""
_latest: WeakKeyDictionary[Engine, tuple[State, Survey]] = WeakKeyDictionary()
"""What the last question knew."""


def keep_survey(connection: Connection, burst_minutes: int, watch: bulk.Watch = bulk.nobody) -> None:
    """Keeps what is true of all deals now, in the caller's transaction, which has left its row among the imports."""
    connection.execute(delete(surveys))
    if connection.execute(select(o.id).offset(KEPT_FROM - 1).limit(1)).first() is None:
        return
    watch("Looking at all deals", 0)
    found = look(connection, burst_minutes)
    kept = {"id": 1, "state": state_of(connection).text(), "found": found.model_dump_json()}
    connection.execute(insert(surveys), kept)


def survey(connection: Connection, state: State, burst_minutes: int, needed: bool) -> Survey | None:
    """What is true of all deals in that state; None when nobody has looked yet and it is not `needed`."""
    known = _known(connection, state) or (_look_now(connection, state, burst_minutes) if needed else None)
    if known is None:
        return None
    if burst_minutes not in known.peaks:
        with _unhurried(connection):
            known = known.model_copy(update={"peaks": known.peaks | {burst_minutes: _peak(connection, burst_minutes)}})
    with _lock:
        _latest[connection.engine] = (state, known)
    return known


def _look_now(connection: Connection, state: State, burst_minutes: int) -> Survey:
    with _unhurried(connection):
        found = look(connection, burst_minutes)
    with _lock:
        _looked[connection.engine] = (state, found)
    return found


def _known(connection: Connection, state: State) -> Survey | None:
    """The survey of that state, from what was known of it or of one shortly before it."""
    with _lock:
        latest, looked = _latest.get(connection.engine), _looked.get(connection.engine)
    if latest is not None and latest[0] == state:
        return latest[1]
    for before, found in filter(None, (_kept(connection), looked)):
        if before.loads == state.loads and before.changed_at <= state.changed_at:
            wider = found if before == state else _widened(connection, found, before.changed_at)
            if wider is not None:
                return wider
    return None


def _kept(connection: Connection) -> tuple[State, Survey] | None:
    row = connection.execute(select(surveys.c.state, surveys.c.found)).first()
    if row is None:
        return None
    changed_at, _, loads = row.state.partition(" ")
    return State(loads, int(changed_at)), Survey.model_validate_json(row.found)


def _widened(connection: Connection, before: Survey, changed_at: int) -> Survey | None:
    """The survey after the changes since; None when they are too many to look at one by one."""
    is_new = type_coerce(o.updated_at, BigInteger()) > changed_at
    ids = list(connection.execute(select(o.id).where(is_new).limit(WIDENED_BY + 1)).scalars())
    if len(ids) > WIDENED_BY:
        return None
    changed = Survey(
        **_extremes(connection, is_new),
        twins=frozenset(_twins_of(connection, is_new)),
        dear=_above(connection, before.dear_above, is_new),
        peaks={width: _peak(connection, width, is_new) for width in before.peaks},
    )
    return before.widened(changed, frozenset(ids))


# Looking


def look(connection: Connection, burst_minutes: int) -> Survey:
    """What is true of all deals: four walks over them."""
    listed = list(_twins(connection))
    above = _dear_above(connection)
    return Survey(
        **_extremes(connection),
        twins=frozenset(listed[:TWINS_LISTED]),
        has_all_twins=len(listed) <= TWINS_LISTED,
        dear=_above(connection, above),
        dear_above=above,
        peaks={burst_minutes: _peak(connection, burst_minutes)},
    )


def _extremes(connection: Connection, of: ColumnElement[bool] = EVERY) -> dict[str, Any]:
    """The least and largest values, and the checks that some deal fails whatever the day."""
    # The day and the limit matter only to checks that are left out here.
    checks = {n: c for n, c in checks_on(date(2000, 1, 1), Decimal(1)).items() if n not in SAID_BY_EXTREMES}
    columns = [column.label(name) for name, column in (LEAST | MOST).items()]
    columns += [check.found.label(f"is_{name}") for name, check in checks.items()]
    found = connection.execute(select(*columns).where(of)).one()._mapping
    flaws = frozenset(name for name in checks if found[f"is_{name}"])
    return {name: found[name] for name in LEAST | MOST} | {"flaws": flaws}


def _dear_above(connection: Connection) -> int:
    """The amount that at most `DEAR` deals lie above."""
    amount = type_coerce(o.amount, BigInteger())
    return connection.execute(select(amount).where(o.amount > 0).order_by(o.amount.desc()).offset(DEAR)).scalar() or 0


def _above(connection: Connection, amount: int, of: ColumnElement[bool] = EVERY) -> tuple[str, ...]:
    return tuple(connection.execute(select(o.id).where(of, type_coerce(o.amount, BigInteger()) > amount)).scalars())


def _peak(connection: Connection, minutes: int, of: ColumnElement[bool] = EVERY) -> int:
    top = peak(connection, wins(select(o.id, o.name, o.amount, o.currency).where(of)), minutes * MINUTE)
    return 0 if top is None else int(top.worth)


FEW_SHARE = (o.close_date, o.owner_id, o.amount)
"""What one index knows of all deals, and hardly two different ones have in common."""


def _twins(connection: Connection) -> Iterator[str]:
    """Ids of deals that are equal to another."""
    shared = select(*FEW_SHARE).group_by(*FEW_SHARE).having(func.count() > 1).subquery()
    same = and_(*(_is_same(connection, column, shared.c[column.name]) for column in FEW_SHARE))
    yield from _alike(connection.execute(select(*ALIKE, o.id).join_from(shared, opportunities, same)))


def _is_same(connection: Connection, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    """Equal or both absent, in the form that the database can look up."""
    if connection.dialect.name == "sqlite":
        return one.is_not_distinct_from(other)
    return func.coalesce(cast(one, Text), "") == func.coalesce(cast(other, Text), "")


def _twins_of(connection: Connection, of: ColumnElement[bool]) -> Iterator[str]:
    """Ids of deals that are equal to one of these, and of these."""
    changed = connection.execute(select(o.account_id, o.owner_id).where(of).distinct()).all()
    if not changed:
        return
    orphans = [row.owner_id for row in changed if row.account_id is None]
    near = or_(
        o.account_id.in_({row.account_id for row in changed} - {None}),
        and_(o.account_id.is_(None), o.owner_id.in_(set(orphans) - {None})) if orphans else false(),
        and_(o.account_id.is_(None), o.owner_id.is_(None)) if None in orphans else false(),
    )
    yield from _alike(connection.execute(select(*ALIKE, o.id).where(near)))


def _alike(rows: Iterable[Row[Any]]) -> Iterator[str]:
    """Ids of the rows that are equal to another in everything else."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        groups.setdefault(tuple(row[: len(ALIKE)]), []).append(row.id)
    for ids in groups.values():
        yield from ids if len(ids) > 1 else ()


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """A walk over all deals may take longer than an answer; it is the same walk for every question after it."""
    if connection.dialect.name != "postgresql":
        yield
        return
    usual = connection.exec_driver_sql("SHOW statement_timeout").scalar()
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{UNHURRIED}'")
    yield
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{usual}'")
