"""Who is named in the audit trail: its rows hold a code, and the name behind a code is a sealed row that can be erased.

The chain is made over the codes, so that it holds when a person is forgotten: what happened stays, whose it was does
not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Column, Connection, LargeBinary, String, Table, bindparam, select
from sqlalchemy.orm import Session

from store.session import Database
from store.types import metadata

audit_names = Table(
    "app_audit_names",
    metadata,
    Column("code", String(24), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("name", LargeBinary, nullable=False),
)
PREFIX = "who:"
FIELDS = ("actor", "on_behalf_of", "approval")
"""What of an entry names people."""
OURS = frozenset({
    "", "quartermaster", "operator", "not needed", "Pipeline agent", "Forecast agent", "pipeline", "forecast",
    "interpreter", "drafter", "none",
    "email", "phone",
})  # fmt: skip
"""What stands there and is nobody's name."""
FORGOTTEN = "somebody whose name was erased"


def coded(session: Session, db: Database, said: Iterable[str]) -> dict[str, str]:
    """The code of each name that is not ours, made where there is none yet; in the caller's transaction."""
    named = {one: hashlib.sha256(one.encode("utf-8", "surrogatepass")).hexdigest() for one in said if one not in OURS}
    if not named:
        return {}
    rows = session.execute(_OF_DIGESTS, {"digests": sorted(named.values())})
    known: dict[str, str] = {row.digest: row.code for row in rows}
    for name, digest in named.items():
        if digest not in known:
            known[digest] = f"{PREFIX}{secrets.token_hex(8)}"
            row = {"code": known[digest], "digest": digest, "name": db.vault.seal(name)}
            session.execute(audit_names.insert().values(**row))
    return {name: known[digest] for name, digest in named.items()}


_OF_DIGESTS = select(audit_names.c.digest, audit_names.c.code).where(
    audit_names.c.digest.in_(bindparam("digests", expanding=True))
)


def names_behind(connection: Connection, db: Database, codes: Collection[str]) -> Mapping[str, str]:
    """The name behind each code; one that was erased says so."""
    wanted = sorted({code for code in codes if code.startswith(PREFIX)})
    if not wanted:
        return {}
    rows = connection.execute(select(audit_names.c.code, audit_names.c.name).where(audit_names.c.code.in_(wanted)))
    known = {row.code: db.vault.unseal(row.name) for row in rows}
    return {code: known.get(code, FORGOTTEN) for code in wanted}


def codes_naming(db: Database, whose: Collection[str]) -> list[str]:
    """The codes behind which one of these names stands, alone or among others; `whose` is in small letters."""
    with db.looking() as connection:
        rows = connection.execute(select(audit_names.c.code, audit_names.c.name)).all()
    return [row.code for row in rows if {n.strip() for n in db.vault.unseal(row.name).lower().split(",")} & set(whose)]


def forget(session: Session, codes: Collection[str]) -> None:
    """Nobody can tell any more who stood behind these codes, in the caller's transaction."""
    session.execute(audit_names.delete().where(audit_names.c.code.in_(sorted(codes))))
