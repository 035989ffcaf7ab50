"""Keeps the tables by which account names are found: new names are put in, those that are gone are taken out.

Whoever changes accounts, or loads records of any kind, calls `bring_up_to_date` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, exists, func, insert, literal, select
from sqlalchemy.sql import ColumnElement

from domain.language.many_names import hints_of
from domain.language.names import keys_of, name_words, parts_of, stem_of
from store.crm import bulk
from store.crm.tables import (
    account_names,
    account_tags,
    accounts,
    activities,
    leads,
    name_hints,
    name_keys,
    name_parts,
    name_values,
    opportunities,
)

PAGE = 10_000
LONGEST_KEY = 255
VALUES: dict[str, ColumnElement[Any]] = {
    "sector": accounts.c.sector,
    "country": accounts.c.country,
    "tag": account_tags.c.tag,
    "lead_source": leads.c.lead_source,
    "activity_type": activities.c.type,
    "forecast_category": opportunities.c.forecast_category,
    "lost_reason": opportunities.c.lost_reason,
}
"""Columns whose different values people name, by kind of name."""


def bring_up_to_date(connection: Connection, watch: bulk.Watch = bulk.nobody) -> None:
    """Makes the tables say what the mirror holds now, in the caller's transaction; memory does not grow with it."""
    watch("Indexing names", 0)
    _collect_values(connection)
    _take_out(connection)
    for names in _pages(connection):
        _put_in(connection, names)


def _collect_values(connection: Connection) -> None:
    connection.execute(delete(name_values))
    for kind, column in VALUES.items():
        said = select(literal(kind), column).where(column.is_not(None), column != "").distinct()
        connection.execute(insert(name_values).from_select(["kind", "value"], said))


# Names


def _take_out(connection: Connection) -> None:
    """Removes the names that no account has any more; their words stay as hints, which lead to nothing then."""
    if connection.execute(select(accounts.c.id).limit(1)).first() is None:
        for table in (account_names, name_keys, name_parts, name_hints):
            connection.execute(delete(table))
        return
    gone = select(account_names).where(~exists().where(accounts.c.name == account_names.c.name)).limit(PAGE)
    while rows := [tuple(row) for row in connection.execute(gone)]:
        keys, parts = _rows(rows)
        _delete(connection, name_keys, keys)
        _delete(connection, name_parts, parts)
        _delete(connection, account_names, [(number,) for number, _ in rows])


def _delete(connection: Connection, table: Table, rows: Sequence[bulk.Stored]) -> None:
    """Takes out the rows with these primary keys."""
    columns = list(table.primary_key)
    names = [f"this_{column.name}" for column in columns]
    these = (column == bindparam(name) for column, name in zip(columns, names, strict=True))
    if rows:
        connection.execute(delete(table).where(*these), [dict(zip(names, row, strict=True)) for row in rows])


def _pages(connection: Connection) -> Iterator[list[str]]:
    """The names that are not in yet, in pages; each page is read when the one before is written."""
    last = ""
    while True:
        new = (
            select(accounts.c.name)
            .where(accounts.c.name > last, ~exists().where(account_names.c.name == accounts.c.name))
            .distinct()
            .order_by(accounts.c.name)
            .limit(PAGE)
        )
        names = list(connection.execute(new).scalars())
        if not names:
            return
        yield names
        last = names[-1]


def _put_in(connection: Connection, names: Sequence[str]) -> None:
    first = (connection.execute(select(func.max(account_names.c.id))).scalar() or 0) + 1
    numbered = list(enumerate(names, first))
    keys, parts = _rows(numbered)
    bulk.insert(connection, account_names.name, ("id", "name"), numbered)
    bulk.insert(connection, name_keys.name, ("key", "short_of", "name_id"), keys)
    bulk.insert(connection, name_parts.name, ("word", "name_id"), parts)
    new = _unknown(connection, {word[:LONGEST_KEY] for name in names for word in stem_of(name_words(name))})
    bulk.insert(connection, name_hints.name, ("hint", "word"), list(hints_of(new)))


def _unknown(connection: Connection, words: Iterable[str]) -> list[str]:
    """The words that no name before had; every word that can be a slip is a hint of itself."""
    words = sorted(words)
    known: set[str] = set()
    for at in range(0, len(words), bulk.CHUNK):
        some = words[at : at + bulk.CHUNK]
        same = select(name_hints.c.word).where(name_hints.c.hint.in_(some), name_hints.c.word == name_hints.c.hint)
        known.update(connection.execute(same).scalars())
    return [word for word in words if word not in known]


def _rows(names: Iterable[Any]) -> tuple[list[bulk.Stored], list[bulk.Stored]]:
    """The rows of keys and of parts that these (number, name) make."""
    keys: list[bulk.Stored] = []
    parts: list[bulk.Stored] = []
    for number, name in names:
        words = name_words(name)
        best: dict[str, int] = {}
        for key, score in keys_of(words):
            if key:
                best[key[:LONGEST_KEY]] = max(score, best.get(key[:LONGEST_KEY], 0))
        keys += [(key, 100 - score, number) for key, score in best.items()]
        parts += [(part, number) for part in {part[:LONGEST_KEY] for part in parts_of(words)} - best.keys()]
    return keys, parts
