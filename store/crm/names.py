"""The names people use, read from the mirror for the understanding of what they say."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, func, literal, select, text

from domain.language.many_names import ManyNames
from domain.language.names import HOW_BY_SCORE, PART, Candidate, Named, NameIndex, Names
from store.crm.tables import (
    RECORDS,
    account_names,
    aliases,
    imports,
    name_hints,
    name_keys,
    name_parts,
    name_values,
    people,
    products,
    stages,
    teams,
    territories,
)
from store.session import CanRead

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


class AccountTables:
    """The names of accounts, looked up in the tables that `store.crm.name_index` keeps."""

    def __init__(self, db: CanRead) -> None:
        self._db = db

    def called(self, keys: Collection[str]) -> Mapping[str, tuple[Candidate, ...]]:
        """What is called by exactly these keys, best first; of a common word the first few."""
        found: dict[str, tuple[Candidate, ...]] = {}
        with self._db.reading() as connection:
            for key in _existing(connection, keys):
                rows = [*connection.execute(_called(key)), *connection.execute(_part(key))]
                rows = sorted(rows[:MOST_CALLED_ALIKE], key=lambda row: (row.short_of, row.name))
                found[key] = tuple(map(_candidate, rows))
        return found

    def are_keys(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that something is called by."""
        with self._db.reading() as connection:
            return _existing(connection, keys)

    def starting(self, start: str, most: int) -> tuple[Candidate, ...]:
        """Names that start so, in order."""
        query = (
            _names_of(name_keys)
            .where(name_keys.c.key >= start, name_keys.c.key < start + BEYOND)
            .order_by(name_keys.c.key, name_keys.c.short_of, name_keys.c.name_id)
            .limit(most)
        )
        with self._db.reading() as connection:
            found = dict.fromkeys(Named("account", row.name) for row in connection.execute(query))
        return tuple(Candidate(named, 80, "beginning") for named in found)

    def words_by_hint(self, hints: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The words of names that have these hints."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        query = select(name_hints).where(name_hints.c.hint.in_(sorted(hints)))
        with self._db.reading() as connection:
            for hint, word in connection.execute(query) if hints else ():
                found[hint].append(word)
        return {hint: tuple(words) for hint, words in found.items()}

    def names(self) -> tuple[str, ...]:
        """Every name, in order."""
        with self._db.reading() as connection:
            return tuple(row.name for row in connection.execute(_account_names()))


_ASKED = {"sqlite": "json_each(:keys)", "postgresql": "unnest(CAST(:keys AS text[]))"}
_EXISTING = {
    name: text(
        f"SELECT asked.value FROM {source} AS asked{'' if name == 'sqlite' else '(value)'} "  # noqa: S608
        "WHERE EXISTS (SELECT 1 FROM crm_name_keys WHERE key = asked.value) "
        "OR EXISTS (SELECT 1 FROM crm_name_parts WHERE word = asked.value)"
    )
    for name, source in _ASKED.items()
}
"""By kind of database: those of some keys that are some name's, by one look each. A common word has very many rows."""


def _existing(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of the keys that something is called by."""
    dialect = connection.dialect.name
    asked = json.dumps(list(keys)) if dialect == "sqlite" else list(keys)
    return set(connection.execute(_EXISTING[dialect], {"keys": asked}).scalars())


def _names_of(table: Any) -> Select[Any]:
    short_of = table.c.short_of if table is name_keys else literal(100 - PART, Integer).label("short_of")
    return select(account_names.c.name, short_of).join(account_names, account_names.c.id == table.c.name_id)


def _called(key: str) -> Select[Any]:
    return (
        _names_of(name_keys)
        .where(name_keys.c.key == key)
        .order_by(name_keys.c.short_of, name_keys.c.name_id)
        .limit(MOST_CALLED_ALIKE)
    )


def _part(key: str) -> Select[Any]:
    return _names_of(name_parts).where(name_parts.c.word == key).order_by(name_parts.c.name_id).limit(MOST_CALLED_ALIKE)


def _candidate(row: Row[Any]) -> Candidate:
    score = 100 - row.short_of
    return Candidate(Named("account", row.name), score, HOW_BY_SCORE[score])
