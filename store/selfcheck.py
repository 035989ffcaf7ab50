"""Whether what we promise about the records' safety is so right now: each check tries the thing itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table, select, text
from sqlalchemy.exc import DBAPIError

from domain.errors import BadSetting
from domain.value import Value
from store import audit
from store.checkpoints import Checkpoints
from store.protection import reader_is_refused
from store.session import Database
from store.types import metadata

NEWEST = 200
"""How many of the newest audit rows and sealed values are looked at; `quartermaster audit verify` takes all rows."""


class Check(Value):
    """One thing tried, whether it holds, and what that means in a sentence."""

    what: str
    holds: bool
    means: str


def self_check(db: Database, home: Path, checkpoints: Checkpoints | None = None) -> Iterator[Check]:
    """Every check, made now."""
    yield reader_check(db)
    yield _audit_is_append_only(db)
    yield _newest_of_the_chain(db)
    if checkpoints is not None:
        yield _newest_checkpoint(db, checkpoints)
    yield _sealed(db)
    yield _only_ours(home)
    if not db.is_sqlite:
        yield _connection(db)


def reader_check(db: Database) -> Check:
    """Whether the agents' connection to the CRM is refused writes by the database."""
    if reader_is_refused(db):
        return Check(what="CRM reader", holds=True, means="read-only: the database refuses its writes")
    means = "it can write; give it a role that may only SELECT (QUARTERMASTER_READER_URL)"
    return Check(what="CRM reader", holds=False, means=means)


def _audit_is_append_only(db: Database) -> Check:
    refused = all(_is_refused(db, change) for change in ("UPDATE app_audit SET actor = actor", "DELETE FROM app_audit"))
    means = "the database refuses to change or delete entries" if refused else "entries can be changed or deleted"
    return Check(what="Audit entries", holds=refused, means=means)


def _is_refused(db: Database, change: str) -> bool:
    """Whether the change is refused on the newest entry; it is undone where it is not."""
    with db.engine.connect() as connection, connection.begin() as transaction:
        newest = connection.execute(text("SELECT max(seq) FROM app_audit")).scalar()
        try:
            connection.execute(text(f"{change} WHERE seq = :seq"), {"seq": newest or 0})
        except DBAPIError:
            return True
        finally:
            transaction.rollback()
    return newest is None


def _newest_of_the_chain(db: Database) -> Check:
    checked, problems = audit.verify(db, newest=NEWEST, opens=True)
    if problems:
        means = f"row {problems[0].seq}: {problems[0].what}; run `quartermaster audit verify`"
        return Check(what="Audit chain", holds=False, means=means)
    return Check(what="Audit chain", holds=True, means=f"the newest {checked} entries follow from one another")


def _newest_checkpoint(db: Database, checkpoints: Checkpoints) -> Check:
    what, last = "Audit checkpoints", checkpoints.newest()
    if problem := checkpoints.newest_problem(db):
        return Check(what=what, holds=False, means=f"{problem}; run `quartermaster audit verify`")
    if last is None:
        return Check(what=what, holds=True, means="none yet; the running bot signs the first within minutes")
    means = f"the chain still holds row {last.seq} as checkpoint {last.number} signed it, outside the database"
    return Check(what=what, holds=True, means=means)


def _sealed(db: Database) -> Check:
    looked, plain = 0, set()
    with db.looking() as connection:
        for table, name in _sealed_columns():
            column = table.c[name]
            query = select(column).where(column.is_not(None)).limit(NEWEST)
            for (value,) in connection.execute(query):
                looked += 1
                if not _opens(db, value):
                    plain.add(f"{table.name}.{name}")
    if plain:
        return Check(what="Stored words", holds=False, means=f"not sealed with our key: {', '.join(sorted(plain))}")
    return Check(what="Stored words", holds=True, means=f"encrypted; {looked} stored values opened with our key only")


def _sealed_columns() -> Iterator[tuple[Table, str]]:
    for table in metadata.sorted_tables:
        if table.name.startswith("app_"):
            yield from ((table, column.name) for column in table.columns if isinstance(column.type, LargeBinary))


def _opens(db: Database, value: bytes) -> bool:
    try:
        db.vault.unseal(value)
    except BadSetting:
        return False
    return True


def _only_ours(home: Path) -> Check:
    mode = os.stat(home).st_mode & 0o077
    means = "only its owner can open it" if not mode else f"other users can open it; run `chmod 700 {home}`"
    return Check(what="Home folder", holds=not mode, means=means)


def _connection(db: Database) -> Check:
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        host = driver.info.host
        safe = driver.pgconn.ssl_in_use or not host or host.startswith(("/", "127.", "::1", "localhost"))
    means = "encrypted, or on this machine" if safe else "not encrypted; add sslmode=verify-full to the address"
    return Check(what="Database connection", holds=safe, means=means)
