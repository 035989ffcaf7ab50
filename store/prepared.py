"""Statements made ready once, for the looks that every answer takes: compiled, and run by the driver itself.

SQLAlchemy works out anew at every run which statement it was given and how its values are bound, and opens a
transaction of its own around it. For a row found by its key that costs several times what the database needs.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CompoundSelect, Dialect, Engine, Select

from store.session import AWAY, Database


class Look:
    """One statement that reads our own records, with named values; it can have no lists of values."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self._statement = statement
        self._ready: WeakKeyDictionary[Engine, _Ready] = WeakKeyDictionary()

    def first(self, db: Database, **values: Any) -> Any:
        """The first row, its columns by name; None without one."""
        return next(iter(self.all(db, **values)), None)

    def all(self, db: Database, **values: Any) -> Sequence[Any]:
        """Every row. Raises: StoreBusy when the database is locked or away."""
        try:
            return self._made_ready(db.engine).rows(values)
        except (db.engine.dialect.loaded_dbapi.Error, *AWAY):
            # Whatever the driver met, the usual way knows what to make of it, and has a fresh connection.
            with db.looking() as connection:
                return connection.execute(self._statement, values).all()

    def _made_ready(self, engine: Engine) -> _Ready:
        if engine not in self._ready:
            self._ready[engine] = _Ready(self._statement, engine)
        return self._ready[engine]


class _Ready:
    """The statement for one database."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any], engine: Engine) -> None:
        dialect = engine.dialect
        compiled: Any = statement.compile(dialect=dialect)
        columns = list(statement.selected_columns)
        self._engine, self._sql = engine, str(compiled)
        self._places = list(compiled.positiontup) if compiled.positional else None
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._bind = {name: _to_driver(one.type, dialect) for one, name in compiled.bind_names.items()}
        self._read = [_from_driver(column.type, dialect) for column in columns]
        self._row = _shape([str(column.key) for column in columns])

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """What the database finds, each row with its columns by name."""
        given = self._fixed | values
        bound = {name: bind(given[name]) if bind else given[name] for name, bind in self._bind.items()}
        with _lent(self._engine) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(self._sql, bound if self._places is None else [bound[name] for name in self._places])
            return [self._row(*map(_as_read, row, self._read)) for row in cursor.fetchall()]


def _shape(names: list[str]) -> Any:
    return namedtuple("Row", names)


def _as_read(value: Any, read: Any) -> Any:
    return read(value) if read else value


def _to_driver(kind: Any, dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: Any, dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@contextmanager
def _lent(engine: Engine) -> Iterator[Any]:
    """The driver's connection out of the pool, for one statement by itself; after an error it does not go back."""
    lent = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            yield lent
            return
        driver: Any = lent.driver_connection
        driver.autocommit = True
        yield lent
        driver.autocommit = False
    except engine.dialect.loaded_dbapi.Error:
        lent.invalidate()
        raise
    finally:
        lent.close()
