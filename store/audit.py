"""What happened, in a chain: each row carries the hash of the one before, so no row can change or vanish unseen.

The reason and the inputs may repeat a person's words, so they are the sealed details: only their digest is hashed, and
they can be erased and the chain still holds. People stand in it by codes (`store.audit_names`), for the same end.

The digest is made over the sealed bytes, so that the chain is checked without a key (`docs/verify_audit.py` does so in
a hundred lines). Entries of earlier releases have it over the words; those are opened to be checked.
"""

from __future__ import annotations

import binascii
import gc
import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.errors import BadSetting, StoreBusy
from domain.value import Value
from store import audit_names
from store.session import Database, why
from store.types import Instant, metadata, to_micros

audit = Table(
    "app_audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("on_behalf_of", Text, nullable=False),
    Column("action", String(80), nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("outcome", String(40), nullable=False),
    Column("approval", Text, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("details", LargeBinary),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
FIRST = "0" * 64
SEALED = "sealed:"
"""How a digest over sealed bytes begins; it stands in the chain, so nobody can take one kind for the other."""
PAGE = 1000
_LOCK = 7_310_001


class Entry(Value):
    """One thing that happened: who did what for whom, why, with what, how it ended, who approved, what it cost."""

    actor: str
    on_behalf_of: str
    action: str
    subject: str
    reason: str
    outcome: str
    approval: str = "not needed"
    cost_usd: float = 0.0
    inputs: dict[str, Any] = {}


class Problem(Value):
    """Where the chain does not hold, and how."""

    seq: int
    what: str


def write(session: Session, db: Database, entry: Entry, at: datetime) -> int:
    """The sequence number of the entry, chained in the caller's transaction."""
    if not db.is_sqlite:
        session.execute(_ONE_AT_A_TIME)
    last = session.execute(_LAST).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, FIRST)
    said = {"salt": secrets.token_hex(8), "reason": entry.reason, "inputs": entry.inputs}
    sealed = db.vault.seal(json.dumps(said, sort_keys=True, default=str))
    row = entry.model_dump(exclude={"inputs", "reason"}) | {
        **_in_codes(session, db, entry),
        "seq": seq,
        "at": to_micros(at),
        "digest": _digest(sealed),
        "previous": previous,
    }
    session.execute(_INSERT, row | {"at": at, "details": sealed, "hash": _hash(row)})
    return seq


_ONE_AT_A_TIME = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_LAST = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
_INSERT = audit.insert()


def _in_codes(session: Session, db: Database, entry: Entry) -> dict[str, str]:
    said = {name: str(getattr(entry, name)) for name in audit_names.FIELDS}
    codes = audit_names.coded(session, db, said.values())
    return {name: codes.get(value, value) for name, value in said.items()}


def _digest(sealed: bytes) -> str:
    """What stands in the chain for sealed details."""
    # `base64.b64encode` with other letters takes twice as long, which counts when a million are checked.
    digest = binascii.b2a_base64(hashlib.sha256(sealed).digest(), newline=False)
    return SEALED + digest[:-1].translate(_URL_SAFE).decode()


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _hash(row: Mapping[str, Any]) -> str:
    """The chained hash of a row as it is stored: every field but the sealed details, for which their digest stands."""
    return _hash_of(*(row[name] for name in _STORED if name not in ("details", "hash")))


_STORED = tuple(column.name for column in audit.columns)
_quoted = json.encoder.encode_basestring


def _hash_of(
    seq: int, at: int, actor: str, whose: str, action: str, subject: str, outcome: str, approval: str, cost: float,
    digest: str, previous: str,
) -> str:  # fmt: skip
    """The hash over these values as a JSON list, put together by hand: a trail of a million rows is checked in seconds.

    A value that is not of its column's kind gives another text or a TypeError, never the text of the right one.
    """
    said = (
        f"[{seq!r}, {at!r}, {_quoted(actor)}, {_quoted(whose)}, {_quoted(action)}, {_quoted(subject)}, "
        f'{_quoted(outcome)}, {_quoted(approval)}, "{float(cost)!r}", {_quoted(digest)}, {_quoted(previous)}]'
    )
    return hashlib.sha256(said.encode()).hexdigest()


def verify(db: Database, *, newest: int | None = None, opens: bool = False) -> tuple[int, list[Problem]]:
    """How many rows were checked, and every place where the chain does not hold; `newest` looks at the last ones.

    Shape:  with `opens` every entry's details are opened too: the chain holds without the key, reading it does not.
    """
    problems: list[Problem] = []
    checked = 0
    try:
        expected, previous, since = _start(db, newest)
        for row in _stored_rows(db, since):
            seq, follows, hash_ = row[0], row[-2], row[-1]
            if seq != expected:
                problems.append(Problem(seq=seq, what=f"row {expected} is missing"))
            elif follows != previous:
                problems.append(Problem(seq=seq, what="it does not follow the row before"))
            if what := _own_problem(db, row, opens):
                problems.append(Problem(seq=seq, what=what))
            expected, previous, checked = seq + 1, hash_, checked + 1
    except OperationalError as error:
        if "decode" not in str(error.orig).lower():
            raise StoreBusy(why(error)) from error
        problems.append(Problem(seq=checked + 1, what="the rows from here on cannot be read"))
    return checked, problems


def _start(db: Database, newest: int | None) -> tuple[int, str, int | None]:
    """(first row's number, the hash it must follow, the row to read after, None for all rows whatever their number)."""
    if newest is None:
        return 1, FIRST, None
    with db.engine.connect() as connection:
        last = connection.execute(select(func.max(audit.c.seq))).scalar() or 0
        since = max(int(last) - newest, 0)
        before = connection.execute(select(audit.c.hash).where(audit.c.seq == since)).scalar()
    return since + 1, before or FIRST, since


def _stored_rows(db: Database, after: int | None) -> Iterator[Sequence[Any]]:
    """Rows just as they are stored: a value that is not of its column's kind must be found, not stumbled over."""
    columns: list[Any] = [literal_column(name) for name in _STORED]
    as_stored: Any = select(*columns).select_from(audit).order_by(text("seq"))
    if after is not None:
        as_stored = as_stored.where(audit.c.seq > after)
    with db.engine.connect() as connection, _no_looking_for_cycles():
        found = connection.execution_options(yield_per=PAGE).execute(as_stored)
        for page in found.partitions():
            yield from page


@contextmanager
def _no_looking_for_cycles() -> Iterator[None]:
    """Rows make no cycles, and looking for some among a million of them takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _own_problem(db: Database, row: Sequence[Any], opens: bool) -> str:
    """What is wrong with a row by itself; empty when nothing is."""
    seq, at, actor, whose, action, subject, outcome, approval, cost, details, digest, follows, hash_ = row
    try:
        if _hash_of(seq, at, actor, whose, action, subject, outcome, approval, cost, digest, follows) != hash_:
            return "its content was changed"
        if details is not None and not _is_of(db, details, digest):
            return "its details were changed"
        if opens and details is not None:
            db.vault.unseal(details)
    except BadSetting:
        return "its details cannot be opened: they were changed, or sealed with another key"
    except (TypeError, ValueError):
        return "its content was changed"
    return ""


def _is_of(db: Database, details: bytes, digest: str) -> bool:
    """Whether these are the details that the chain speaks of; those of earlier releases have to be opened for it."""
    if digest.startswith(SEALED):
        return _digest(details) == digest
    said = db.vault.unseal(details).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest() == digest


def entries(
    db: Database,
    *,
    search: str = "",
    most: int | None = 1000,
    before: int | None = None,
    subjects: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """Entries, newest first, with reason and inputs; `search` looks in actor, person, action, subject and reason.

    `before` begins with the newest entry older than that one; those about `subjects` are found whatever they say.
    """
    every = _opened(db, None if search else most, before)
    found = (entry for entry in every if entry["subject"] in subjects or _holds(entry, search.lower()))
    yield from islice(found, most)


class Found(NamedTuple):
    """What a search found, newest first, and the number of the oldest entry it looked at; 0 when it saw the first."""

    entries: list[dict[str, Any]]
    looked_down_to: int


LOOKS_AT = 5_000
"""Entries that one search opens at most: their reasons are sealed, so no index can find words in them."""


def search(
    db: Database,
    words: str,
    *,
    most: int,
    before: int | None = None,
    subjects: Collection[str] = (),
    may_read: Callable[[dict[str, Any]], bool] = lambda _entry: True,
    looks_at: int = LOOKS_AT,
) -> Found:
    """The newest entries that say these words or are about one of these subjects, from a stretch of the trail.

    Shape:  it looks at `looks_at` entries older than `before`, and stops at the one that fills the page.
    """
    found: list[dict[str, Any]] = []
    looked, oldest = 0, 0
    page = min(looks_at, PAGE if words or subjects else most + 1)
    for entry in _opened(db, page, before):
        if looked == looks_at or len(found) == most:
            return Found(found, oldest)
        looked, oldest = looked + 1, entry["seq"]
        if (entry["subject"] in subjects or _holds(entry, words.lower())) and may_read(entry):
            found.append(entry)
    return Found(found, 0)


def find(db: Database, seq: int) -> dict[str, Any] | None:
    """One entry by its number, with reason and inputs."""
    found = next(_opened(db, 1, seq + 1), None) if 0 < seq < 2**62 else None
    return found if found and found["seq"] == seq else None


def of_subject(db: Database, subject: str, most: int) -> list[dict[str, Any]]:
    """Everything that happened to one subject, newest first."""
    query = select(audit).where(audit.c.subject == subject).order_by(audit.c.seq.desc()).limit(most)
    with db.looking() as connection:
        return _all_shown(db, connection, connection.execute(query).mappings().all())


def of_actions(
    db: Database, actions: Collection[str], since: datetime | None, until: datetime | None, most: int
) -> list[dict[str, Any]]:
    """What was done of these kinds within a time, newest first."""
    query = select(audit).where(audit.c.action.in_(sorted(actions))).order_by(audit.c.seq.desc()).limit(most)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if until is not None:
        query = query.where(audit.c.at < until)
    with db.looking() as connection:
        return _all_shown(db, connection, connection.execute(query).mappings().all())


def erase_details(session: Session, whose: Collection[str], subjects: Collection[str]) -> int:
    """How many entries lost their reason and inputs: those by or for these people, and those about these subjects.

    The chain holds afterwards as before: it was made over the digest of the details, which stays. `whose` are names in
    small letters, and codes of names.
    """
    about = or_(
        func.lower(audit.c.actor).in_(sorted(whose)),
        func.lower(audit.c.on_behalf_of).in_(sorted(whose)),
        audit.c.subject.in_(sorted(subjects)),
    )
    erased = session.execute(audit.update().where(about, audit.c.details.is_not(None)).values(details=None))
    return int(erased.rowcount)  # type: ignore[attr-defined]


def erase_entry(session: Session, seq: int) -> None:
    """Takes the reason and inputs out of one entry, in the caller's transaction."""
    session.execute(audit.update().where(audit.c.seq == seq).values(details=None))


def _opened(db: Database, most: int | None, first_before: int | None = None) -> Iterator[dict[str, Any]]:
    """Every entry, newest first; a page is read whole, so that whoever has seen enough leaves no open cursor behind."""
    page = min(most or PAGE, PAGE)
    query, before = select(audit).order_by(audit.c.seq.desc()).limit(page), first_before
    while True:
        with db.looking() as connection:
            older = query if before is None else query.where(audit.c.seq < before)
            rows = connection.execute(older).mappings().all()
            shown = _all_shown(db, connection, rows)
        yield from shown
        if len(rows) < page:
            return
        before = rows[-1]["seq"]


def _all_shown(db: Database, connection: Connection, rows: Sequence[Any]) -> list[dict[str, Any]]:
    names = audit_names.names_behind(connection, db, {row[name] for row in rows for name in audit_names.FIELDS})
    return [_shown(db, row, names) for row in rows]


def _shown(db: Database, row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if k not in ("details", "digest", "previous", "hash")}
    named = {name: names.get(row[name], row[name]) for name in audit_names.FIELDS}
    return shown | named | _said(db, row["details"])


def _holds(entry: dict[str, Any], wanted: str) -> bool:
    """Whether an entry says these words; the reason is sealed, so the database cannot look for them."""
    return any(wanted in str(entry[name]).lower() for name in ("actor", "on_behalf_of", "action", "subject", "reason"))


def _said(db: Database, details: bytes | None) -> dict[str, Any]:
    if details is None:
        return {"reason": "erased", "inputs": "erased"}
    try:
        said = json.loads(db.vault.unseal(details))
    except BadSetting:
        return {"reason": "cannot be opened", "inputs": "cannot be opened"}
    return {"reason": said.get("reason", ""), "inputs": said["inputs"]}
