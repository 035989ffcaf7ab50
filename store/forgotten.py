"""Who was forgotten, so that no import brings them back: digests under a secret of this deployment, no names."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, String, Table, select
from sqlalchemy.orm import Session

from store.session import Database
from store.types import Instant, metadata
from store.upsert import put_new

forgotten = Table(
    "app_forgotten",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)
"""`secret` is the same in every row, sealed: whoever has the table alone cannot try addresses against it."""
REFUSED = "this person was forgotten at their wish; delete the record in the CRM as well"


def address(email: str) -> str:
    """How an e-mail address is remembered."""
    return f"email:{email.strip().casefold()}"


def record(kind: str, id_: str) -> str:
    """How a record of the CRM is remembered."""
    return f"{kind}:{id_.strip()}"


@dataclass(frozen=True)
class Forgotten:
    """Everybody who was forgotten. `secret` is empty while nobody was."""

    secret: bytes = b""
    digests: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.digests)

    def holds(self, said: Iterable[str]) -> bool:
        """Whether one of these is somebody who was forgotten."""
        return any(_digest(self.secret, one) in self.digests for one in said)


def everybody(connection: Connection | Session, db: Database) -> Forgotten:
    """Who was forgotten by now."""
    rows = connection.execute(select(forgotten.c.digest, forgotten.c.secret)).all()
    if not rows:
        return Forgotten()
    return Forgotten(bytes.fromhex(db.vault.unseal(rows[0].secret)), frozenset(row.digest for row in rows))


def remember(session: Session, db: Database, said: Iterable[str], at: datetime) -> None:
    """Keeps that these were forgotten, in the caller's transaction."""
    secret = everybody(session, db).secret or secrets.token_bytes(32)
    for one in sorted(set(said)):
        put_new(session, forgotten, digest=_digest(secret, one), secret=db.vault.seal(secret.hex()), at=at)


def _digest(secret: bytes, said: str) -> str:
    return hmac.new(secret, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
