"""Values that look like a slip of a listed one: the open questions, and an operator's answers to them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Row, Table, func, select
from sqlalchemy.orm import Session

from domain.formatting import day
from store import audit
from store.crm import tables
from store.crm.imports.names import NAMED_ONLY, name_id, placeholder
from store.crm.name_index import bring_up_to_date
from store.crm.tables import aliases
from store.session import Database

REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "product": (("opportunity", "product_id"),),
    "account": (
        ("opportunity", "account_id"),
        ("contact", "account_id"),
        ("activity", "account_id"),
        ("account", "parent_id"),
    ),
    "person": (
        ("opportunity", "owner_id"),
        ("account", "owner_id"),
        ("activity", "owner_id"),
        ("lead", "owner_id"),
        ("quota", "owner_id"),
        ("person", "manager_id"),
        ("team", "manager_id"),
        ("stage_change", "by_id"),
        ("field_change", "by_id"),
    ),
}
"""Kinds of record and their columns that refer to a kind."""
IDS_AT_ONCE = 500


class Question(NamedTuple):
    """One value nobody has decided about: what the rows say, what it probably means, and how many rows say it."""

    kind: str
    said: str
    likely: str
    likely_id: str
    row_count: int


def open_questions(db: Database) -> list[Question]:
    """The questions that wait for an operator, those with the most rows first."""
    a = aliases.c
    waiting = select(a.kind, a.said, a.means_id, a.row_count).where(a.state == "asked")
    with db.engine.connect() as connection:
        found = connection.execute(waiting.order_by(a.row_count.desc(), a.kind, a.said)).all()
        return [
            Question(kind, said, _name(connection, kind, means or ""), means or "", count)
            for kind, said, means, count in found
        ]


def decide(db: Database, kind: str, said: str, same: bool, *, by: str, at: datetime) -> str:
    """What was done, in a sentence; a second answer changes nothing and says who gave the first.

    Shape:  `same` gives the waiting records to the listed one and removes the placeholder; otherwise the value becomes
            a record of its own, under its name.
    """
    with db.begin() as session:
        connection = session.connection()
        row = _alias(connection, kind, said)
        if row is None:
            return f"Nobody asked about the {kind} “{said}”, so nothing was changed."
        likely = _name(connection, kind, row.means_id or "")
        if row.state != "asked":
            return _already(row, kind, said, likely)
        to_id = row.means_id if same else _own_record(connection, kind, said, at)
        ids = _move(connection, kind, placeholder(said), to_id, at)
        moved = sum(map(len, ids.values()))
        table = tables.RECORDS[kind]
        connection.execute(table.delete().where(table.c.id == placeholder(said)))
        state = "same" if same else "different"
        connection.execute(
            aliases.update()
            .where(aliases.c.kind == kind, aliases.c.said == said)
            .values(
                state=state,
                means_id=row.means_id if same else to_id,
                row_count=moved,
                decided_by=by,
                decided_at=at,
                moved=_packed({"to": to_id, "likely": row.means_id, **ids}),
            )
        )
        _audit(session, db, kind, said, likely if same else said, state, moved, by, at)
        _find_by_name(connection, kind)
    if same:
        return f"“{said}” is “{likely}” from now on: {moved:,} records now count there, and later imports follow."
    return f"“{said}” is a {kind} of its own from now on: its {moved:,} records stay apart from “{likely}”."


def decided(db: Database) -> list[tuple[str, str, str]]:
    """(kind, what the rows say, what that was decided to mean) of every answered question, newest first."""
    a = aliases.c
    answered = select(a.kind, a.said, a.state, a.means_id).where(a.state.in_(("same", "different")))
    with db.engine.connect() as connection:
        rows = connection.execute(answered.order_by(a.decided_at.desc(), a.kind, a.said)).all()
        return [
            (
                r.kind,
                r.said,
                _name(connection, r.kind, r.means_id or "") if r.state == "same" else f"a {r.kind} of its own",
            )
            for r in rows
        ]


def take_back(db: Database, kind: str, said: str, *, by: str, at: datetime) -> str:
    """What was done, in a sentence: the question is open again, and the records that were given away wait for it."""
    with db.begin() as session:
        connection = session.connection()
        row: Any = _alias(connection, kind, said)
        if row is None or row.state == "asked":
            return f"Nobody has decided about the {kind} “{said}”, so nothing was changed."
        moved = _unpacked(row.moved)
        to_id, likely = moved.pop("to", row.means_id), moved.pop("likely", row.means_id)
        _own_record(connection, kind, said, at, id_=placeholder(said))
        back = _move_back(connection, kind, moved, to_id, placeholder(said), at)
        connection.execute(
            aliases.update()
            .where(aliases.c.kind == kind, aliases.c.said == said)
            .values(state="asked", means_id=likely, row_count=back, decided_by=None, decided_at=None, moved=None)
        )
        audit.write(session, db, _taken_back(kind, said, back, by), at)
        _find_by_name(connection, kind)
        name = _name(connection, kind, likely or "")
    return (
        f"I no longer take “{said}” for anything: {back:,} records wait again for an answer to whether it is “{name}”. "
        "Records that came in under that name since then follow with the next import that brings them."
    )


def _find_by_name(connection: Connection, kind: str) -> None:
    """Accounts are found by tables of names, which follow what was decided about one."""
    if kind == "account":
        bring_up_to_date(connection)


def _taken_back(kind: str, said: str, back: int, by: str) -> audit.Entry:
    return audit.Entry(
        actor="import",
        on_behalf_of=by,
        action="alias:undo",
        subject=f"{kind}:{said}"[:255],
        reason=f"An operator took back what “{said}” means.",
        outcome="asked",
        inputs={"records": back},
    )


def _alias(connection: Connection, kind: str, said: str) -> Row[tuple[object, ...]] | None:
    query = select(aliases).where(aliases.c.kind == kind, aliases.c.said == said)
    if connection.dialect.name == "postgresql":
        # Two operators may press at once; the second waits here and then reads the first one's answer.
        query = query.with_for_update()
    return connection.execute(query).first()


def _already(row: Row[tuple[object, ...]], kind: str, said: str, likely: str) -> str:
    when = f" on {day(row.decided_at.date())}" if row.decided_at else ""
    means = f"is “{likely}”" if row.state == "same" else f"is a {kind} of its own"
    return f"{row.decided_by or 'Somebody'} decided{when} that “{said}” {means}; nothing was changed."


def _own_record(connection: Connection, kind: str, said: str, at: datetime, id_: str = "") -> str:
    """The id of the value's own record, made where there is none."""
    table, id_ = tables.RECORDS[kind], id_ or name_id(said)
    if connection.execute(select(table.c.id).where(table.c.id == id_)).first() is None:
        connection.execute(table.insert().values(id=id_, name=said, source=NAMED_ONLY, updated_at=at))
    return id_


def _move(connection: Connection, kind: str, from_id: str, to_id: str, at: datetime) -> dict[str, list[str]]:
    """Ids of the records that now refer to the other id, by `table.column`."""
    moved: dict[str, list[str]] = {}
    for table, column in references(kind):
        ids = list(connection.execute(select(table.c.id).where(column == from_id).order_by(table.c.id)).scalars())
        if ids:
            moved[f"{table.name}.{column.name}"] = ids
            connection.execute(table.update().where(column == from_id).values({column.name: to_id, "updated_at": at}))
    return moved


def _move_back(
    connection: Connection, kind: str, moved: dict[str, list[str]], from_id: str, to_id: str, at: datetime
) -> int:
    """How many of the moved records, as far as they still refer to where they were moved, are back."""
    back = 0
    for table, column in references(kind):
        for ids in batched(moved.get(f"{table.name}.{column.name}", []), IDS_AT_ONCE):
            where = (table.c.id.in_(ids), column == from_id)
            statement = table.update().where(*where).values({column.name: to_id, "updated_at": at})
            back += connection.execute(statement).rowcount
    return back


def batched(ids: list[str], most: int) -> Iterator[list[str]]:
    """The ids, so many at a time."""
    return (ids[start : start + most] for start in range(0, len(ids), most))


def _packed(moved: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(moved).encode())


def _unpacked(moved: bytes | None) -> dict[str, Any]:
    return dict(json.loads(zlib.decompress(moved))) if moved else {}


def references(kind: str) -> Iterator[tuple[Table, Column[str]]]:
    """Every column that refers to a kind of record, with its table."""
    for of, name in REFERENCES.get(kind, ()):
        table = tables.RECORDS[of]
        yield table, table.c[name]


def row_count(connection: Connection, kind: str, said: str) -> int:
    """How many records wait for the answer about a value."""
    return sum(
        connection.execute(select(func.count()).select_from(table).where(column == placeholder(said))).scalar_one()
        for table, column in references(kind)
    )


def _name(connection: Connection, kind: str, id_: str) -> str:
    table = tables.RECORDS[kind]
    found: str | None = connection.execute(select(table.c.name).where(table.c.id == id_)).scalar()
    return found or id_


def _audit(
    session: Session, db: Database, kind: str, said: str, means: str, state: str, moved: int, by: str, at: datetime
) -> None:
    entry = audit.Entry(
        actor="import",
        on_behalf_of=by,
        action="alias:answer",
        subject=f"{kind}:{said}"[:255],
        reason=f"An operator said that “{said}” is {'“' + means + '”' if state == 'same' else 'a value of its own'}.",
        outcome=state,
        inputs={"records": moved, "means": means},
    )
    audit.write(session, db, entry, at)
