"""The names people use, read from the mirror for the understanding of what they say."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Select, func, select

from domain.errors import StoreBusy
from domain.language.many_names import ManyNames
from domain.language.names import HOW_BY_SCORE, PART, Candidate, Named, NameIndex, Names
from store.crm.tables import (
    RECORDS,
    account_names,
    aliases,
    imports,
    name_values,
    people,
    products,
    stages,
    teams,
    territories,
)
from store.session import CanRead, why

MANY = 5_000
"""Above so many, names of accounts are looked up in tables and not kept in memory."""
MOST_CALLED_ALIKE = 50
"""Nobody chooses among more; who meant one of them says more of its name."""
BEYOND = "\U0010ffff"
NAMED_KINDS = ("person", "team", "territory", "product", "stage")


def load_names(connection: Connection, db: CanRead | None = None) -> NameIndex:
    """Every name of the mirror, indexed; those of very many accounts are looked up through `db` as needed."""
    if db is None or (connection.execute(select(func.max(account_names.c.id))).scalar() or 0) <= MANY:
        return _names(connection, [(row.name, row.name) for row in connection.execute(_account_names())])
    return ManyNames(_names(connection, []), AccountTables(db))


def _account_names() -> Select[tuple[str]]:
    return select(account_names.c.name).order_by(account_names.c.name)


def _names(connection: Connection, accounts: list[tuple[str, str]]) -> Names:
    boss = people.alias("boss")
    who = (
        select(people.c.id, people.c.name, people.c.role, teams.c.name.label("team"), boss.c.name.label("manager"))
        .outerjoin(teams, teams.c.id == people.c.team_id)
        .outerjoin(boss, boss.c.id == func.coalesce(people.c.manager_id, teams.c.manager_id))
        .where(people.c.is_active)
        .order_by(people.c.name)
    )
    lead_by = select(teams.c.name, boss.c.name).outerjoin(boss, boss.c.id == teams.c.manager_id)
    said: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in connection.execute(select(name_values).order_by(name_values.c.value)):
        said[kind].append(value)
    return Names.build(
        people=[(r.id, r.name, r.role, r.team or "", r.manager or "") for r in connection.execute(who)],
        accounts=accounts,
        # A product that an import could not place stands under a made-up id; it is asked about, not offered.
        products=_texts(connection, products.c.name, ~products.c.id.startswith("?")),
        series=_series(connection),
        regions=_texts(connection, territories.c.name),
        # A team that is only called after its manager is meant by the manager's name.
        teams=[(team, boss or "") for team, boss in connection.execute(lead_by) if team != f"{boss}'s team"],
        stages=[(r.name, r.status, r.position) for r in connection.execute(select(stages).order_by(stages.c.position))],
        sectors=said["sector"],
        countries=said["country"],
        tags=said["tag"],
        lead_sources=said["lead_source"],
        activity_types=said["activity_type"],
        forecast_categories=said["forecast_category"],
        lost_reasons=said["lost_reason"],
    )


def names_version(connection: Connection) -> tuple[Any, ...]:
    """A stamp that changes whenever a nameable record does; it is looked at often, so it never walks over accounts."""
    kinds = (RECORDS[kind] for kind in NAMED_KINDS)
    stamps = [select(func.count(), func.max(table.c.updated_at)).select_from(table) for table in kinds]
    stamps.append(select(func.count(), func.max(imports.c.finished_at)).select_from(imports))
    stamps.append(select(func.count(), func.max(aliases.c.decided_at)).select_from(aliases))
    names = connection.execute(select(func.max(account_names.c.id))).scalar()
    return (names, *(tuple(connection.execute(stamp).one()) for stamp in stamps))


def _texts(connection: Connection, column: Any, where: Any = None) -> list[str]:
    query = select(column).distinct().where(column.is_not(None)).order_by(column)
    return [said for (said,) in connection.execute(query if where is None else query.where(where)) if said]


def _series(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(products.c.series, products.c.name).where(products.c.series.is_not(None)).order_by(products.c.name)
    for series, name in connection.execute(query):
        found.setdefault(series, []).append(name)
    return found


_ASKED = {"sqlite": "json_each(?) AS asked", "postgresql": "unnest(CAST(? AS text[])) AS asked(value)"}
_EXISTING = (
    "SELECT asked.value FROM {asked} "
    "WHERE EXISTS (SELECT 1 FROM crm_name_keys WHERE key = asked.value) "
    "OR EXISTS (SELECT 1 FROM crm_name_parts WHERE word = asked.value)"
)
"""Those of some keys that are some name's, by one look each: a common word has very many rows."""
_HINTED = "SELECT h.hint, h.word FROM {asked} JOIN crm_name_hints h ON h.hint = asked.value"
_CALLED = (
    "SELECT {key}, f.short_of, f.name_id, n.name FROM {asked} (SELECT short_of, name_id FROM (SELECT short_of, name_id "
    "FROM crm_name_keys WHERE key = {key} ORDER BY short_of, name_id LIMIT {most}) AS k UNION ALL "
    "SELECT {part}, name_id FROM (SELECT name_id FROM crm_name_parts WHERE word = {key} ORDER BY name_id LIMIT {most}) "
    "AS p) AS f JOIN crm_account_names n ON n.id = f.name_id"
)
_CALLED_ONE = _CALLED.format(key="?1", asked="", part=100 - PART, most=MOST_CALLED_ALIKE)
_CALLED_ALL = _CALLED.format(
    key="asked.value", asked="{asked} CROSS JOIN LATERAL", part=100 - PART, most=MOST_CALLED_ALIKE
)
"""SQLite has no look for each of several keys, and a statement of its own costs it next to nothing."""
_STARTING = (
    "SELECT n.name FROM crm_name_keys k JOIN crm_account_names n ON n.id = k.name_id "
    "WHERE k.key >= ? AND k.key < ? ORDER BY k.key, k.short_of, k.name_id LIMIT ?"
)


class AccountTables:
    """The names of accounts, looked up in the tables that `store.crm.name_index` keeps.

    A message takes several look-ups, so they go straight to the driver: a statement object would cost more than its
    answer.
    """

    def __init__(self, db: CanRead) -> None:
        self._db, self._here = db, threading.local()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Lets all look-ups inside share one connection, and one state of the names."""
        with self._db.reading() as connection:
            self._here.connection = connection
            try:
                yield
            finally:
                self._here.connection = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        here = getattr(self._here, "connection", None)
        with nullcontext(here) if here is not None else self._db.reading() as connection:
            yield connection

    def called(self, keys: Collection[str]) -> Mapping[str, tuple[Candidate, ...]]:
        """What is called by exactly these keys, best first; of a common word the first few."""
        rows: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
        with self._reading() as connection:
            for key, *row in _called(connection, _existing(connection, keys)):
                rows[key].append(tuple(row))
        best = {key: sorted(of)[:MOST_CALLED_ALIKE] for key, of in rows.items()}
        return {
            key: tuple(_candidate(name, short_of) for short_of, _, name in sorted(of, key=_in_order))
            for key, of in best.items()
        }

    def are_keys(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that something is called by."""
        with self._reading() as connection:
            return _existing(connection, keys)

    def starting(self, start: str, most: int) -> tuple[Candidate, ...]:
        """Names that start so, in order."""
        with self._reading() as connection:
            rows = _rows(connection, _STARTING, start, start + BEYOND, most)
        found = dict.fromkeys(Named("account", name) for (name,) in rows)
        return tuple(Candidate(named, 80, "beginning") for named in found)

    def words_by_hint(self, hints: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The words of names that have these hints."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        with self._reading() as connection:
            for hint, word in _rows_for(connection, _HINTED, hints):
                found[hint].append(word)
        return {hint: tuple(words) for hint, words in found.items()}

    def names(self) -> tuple[str, ...]:
        """Every name, in order."""
        with self._reading() as connection:
            return tuple(row.name for row in connection.execute(_account_names()))


def _existing(connection: Connection, keys: Collection[str]) -> set[str]:
    return {key for (key,) in _rows_for(connection, _EXISTING, keys)}


def _called(connection: Connection, keys: Collection[str]) -> Iterable[Any]:
    if connection.dialect.name == "sqlite":
        return (row for key in keys for row in _rows(connection, _CALLED_ONE, key))
    return _rows_for(connection, _CALLED_ALL, keys)


def _in_order(row: tuple[int, int, str]) -> tuple[int, str]:
    return row[0], row[2]


def _rows_for(connection: Connection, statement: str, asked: Collection[str]) -> Sequence[Any]:
    """What a statement finds for each of the texts, all of them sent at once."""
    dialect = connection.dialect.name
    sent = json.dumps(list(asked)) if dialect == "sqlite" else list(asked)
    return _rows(connection, statement.format(asked=_ASKED[dialect]), sent) if asked else ()


def _rows(connection: Connection, statement: str, *values: Any) -> Sequence[Any]:
    """What the driver finds. StoreBusy when the database is locked or away, or takes too long."""
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    driver = connection.dialect.loaded_dbapi
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
    except (driver.OperationalError, driver.InterfaceError) as error:
        raise StoreBusy(why(error)) from error


def _candidate(name: str, short_of: int) -> Candidate:
    return Candidate(Named("account", name), 100 - short_of, HOW_BY_SCORE[100 - short_of])
