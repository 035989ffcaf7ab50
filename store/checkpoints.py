"""Signed heads of the audit chain, kept outside the database.

A chain alone cannot show that its end was cut off, or that all of it was replaced by another chain that holds. A line
of this file says which hash stood at which row; the next row of the chain says that the line was written. So the file
and the database each witness the other, and going back in one of them is seen in the other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from pydantic import Field, ValidationError
from sqlalchemy import func, literal_column, select, text
from sqlalchemy.exc import OperationalError

from domain.errors import BadSetting, StoreBusy
from domain.value import Value
from store import audit
from store.audit import Problem
from store.session import Database, why
from store.signing import Signer, open_signer
from store.types import to_micros

log = logging.getLogger("quartermaster.checkpoints")
ROWS = 1000
EVERY = timedelta(minutes=5)
"""A checkpoint is written after this many new rows, or when new rows are this old."""
START = "0" * 64
WRITTEN = "audit:checkpoint"
RESTORED = "audit:restored"
_AT_ONCE = 500


class Line(Value):
    """One line: the row and hash at which the chain stood. `restored` says why rows after it are gone."""

    number: int = Field(ge=1, lt=2**63)
    at: int
    seq: int = Field(ge=0, lt=2**63)
    head: str
    previous: str
    restored: str = ""
    signature: str = ""

    def said(self) -> bytes:
        """What is signed."""
        return json.dumps(self.model_dump(exclude={"signature"}), sort_keys=True).encode()

    def text(self) -> str:
        """The line as it stands in the file, without its end."""
        return json.dumps(self.model_dump(), sort_keys=True)


class Checkpoints:
    """The file of signed checkpoints of one deployment, and the key that signs it."""

    def __init__(self, folder: Path, key_file: Path, key: str = "") -> None:
        self.file = folder / "audit.jsonl"
        self._key_file, self._key = key_file, key

    def write_when_due(self, db: Database, now: datetime) -> Line | None:
        """The checkpoint that was due, written; None when none is."""
        seq, newest, before = self._waiting(db)
        late = newest is not None and now - newest >= EVERY
        return self.write(db, now) if seq - before >= ROWS or (late and seq > before) else None

    def write(self, db: Database, now: datetime) -> Line | None:
        """A checkpoint at the chain's head, written and then entered in the chain; None when nothing is new."""
        if not self._is_new(db):
            return None
        return self._append(db, now, "")

    def accept_restore(self, db: Database, by: str, why: str, now: datetime) -> Line:
        """A signed line saying that rows after today's head were lost when a backup was put back, by whom and why."""
        return self._append(db, now, f"{by}: {why}")

    def newest(self) -> Line | None:
        """The last checkpoint, if there is any."""
        lines, _ = self._read()
        return lines[-1] if lines else None

    def restores(self) -> list[Line]:
        """The lines that say a backup was put back."""
        return [line for line in self._read()[0] if line.restored]

    def public_key(self) -> str:
        """The public half of the key that signs, in hexadecimal; empty while there is none."""
        signer = self._signer(make=False)
        return signer.public.hex() if signer else ""

    def problems(self, db: Database) -> list[Problem]:
        """Everything the checkpoints and the chain hold against each other; none when both stand as they were."""
        # The chain is asked first: a checkpoint that is written meanwhile is then in the file, and no riddle.
        entered, unreadable = _entered(db)
        lines, found = self._read()
        signer = self._signer(make=False)
        if signer is None and (lines or found):
            return [Problem(seq=0, what=f"the checkpoints cannot be checked: their key {self._key_file} is gone")]
        forged = list(_forged(lines, signer)) if signer else []
        against = [] if forged else list(_against_chain(db, lines))
        return [*found, *forged, *against, *unreadable, *_missing(entered, lines, signer)]

    def newest_problem(self, db: Database) -> str:
        """What is wrong with the last checkpoint alone, quickly; empty when nothing is."""
        lines, found = self._read()
        signer = self._signer(make=False)
        if found or not lines:
            return found[0].what if found else ""
        if signer is None:
            return f"its key {self._key_file} is gone"
        if not signer.signed(lines[-1].said(), lines[-1].signature):
            return "the last checkpoint was not signed by our key"
        return next((problem.what for problem in _against_chain(db, lines[-1:])), "")

    def _signer(self, *, make: bool) -> Signer | None:
        return open_signer(self._key_file, self._key, make=make)

    def _read(self) -> tuple[list[Line], list[Problem]]:
        """(every line that can be read, what cannot)."""
        try:
            with open(self.file, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                return _lines_of(file.read())
        except FileNotFoundError:
            return [], []
        except OSError as error:
            raise BadSetting("QUARTERMASTER_CHECKPOINTS", f"{self.file} cannot be read ({error.strerror})") from error

    def _waiting(self, db: Database) -> tuple[int, datetime | None, int]:
        """(number of the newest row, when the oldest that no checkpoint covers was written, row of the last one)."""
        last = self.newest()
        before = last.seq if last else 0
        with db.looking() as connection:
            uncovered = (audit.audit.c.seq > before) & (audit.audit.c.action != WRITTEN)
            oldest = connection.execute(select(func.min(audit.audit.c.seq)).where(uncovered)).scalar()
            since = connection.execute(select(audit.audit.c.at).where(audit.audit.c.seq == oldest)).scalar()
            seq = connection.execute(select(func.max(audit.audit.c.seq))).scalar() or 0
        return (seq if oldest else before), since, before

    def _is_new(self, db: Database) -> bool:
        seq, _, before = self._waiting(db)
        return seq > before

    def _append(self, db: Database, now: datetime, restored: str) -> Line:
        """The file comes first: a crash in between leaves a line the chain does not speak of, which is no lie."""
        with self._held() as file:
            lines, found = _lines_of(file.read())
            if any(problem.what != TORN for problem in found):
                raise BadSetting(str(self.file), f"{found[0].what}; run `quartermaster audit verify`")
            signer = self._signer(make=not lines)
            if signer is None:
                raise BadSetting(str(self._key_file), "the key that signed the checkpoints is gone; put it back")
            if lines and not signer.signed(lines[-1].said(), lines[-1].signature):
                raise BadSetting(
                    str(self.file), "its last line was not signed by our key; run `quartermaster audit verify`"
                )
            line = _signed(db, lines[-1] if lines else None, signer, now, restored)
            _put(file, lines, line)
        log.info("audit checkpoint %s", line.text())
        _enter(db, line, signer, now)
        return line

    @contextmanager
    def _held(self) -> Iterator[IO[bytes]]:
        """The file, for this process alone."""
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            why = f"{self.file} cannot be written ({error.strerror})"
            raise BadSetting("QUARTERMASTER_CHECKPOINTS", why) from error
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file


TORN = "the last checkpoint was not written whole"


def _lines_of(content: bytes) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    *whole, rest = content.split(b"\n")
    for raw in whole:
        line = _line(raw)
        if line is None:
            return lines, [Problem(seq=0, what=f"line {len(lines) + 1} of the checkpoints was changed")]
        lines.append(line)
    return lines, [Problem(seq=0, what=TORN)] if rest else []


def _line(raw: bytes) -> Line | None:
    """A line, if it reads byte for byte as one that we write."""
    try:
        line = Line.model_validate(json.loads(raw))
    except (ValueError, ValidationError, RecursionError):
        return None
    return line if line.text().encode() == raw else None


def _signed(db: Database, last: Line | None, signer: Signer, now: datetime, restored: str) -> Line:
    with db.looking() as connection:
        head = select(audit.audit.c.seq, audit.audit.c.hash).order_by(audit.audit.c.seq.desc()).limit(1)
        row = connection.execute(head).first()
    line = Line(
        number=last.number + 1 if last else 1,
        at=to_micros(now),
        seq=row.seq if row else 0,
        head=row.hash if row else START,
        previous=_hash(last),
        restored=restored,
    )
    return line.model_copy(update={"signature": signer.sign(line.said())})


def _hash(line: Line | None) -> str:
    return hashlib.sha256(line.text().encode()).hexdigest() if line else START


def _put(file: IO[bytes], lines: Sequence[Line], line: Line) -> None:
    """Appends behind the last whole line; what a power cut left of a half one is written over."""
    whole = sum(len(earlier.text().encode()) + 1 for earlier in lines)
    file.truncate(whole)
    file.seek(whole)
    file.write(line.text().encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _enter(db: Database, line: Line, signer: Signer, now: datetime) -> None:
    entry = audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action=RESTORED if line.restored else WRITTEN,
        subject=f"checkpoint {signer.name}:{line.number}:{_hash(line)}",
        reason=line.restored or "signed head of the chain, kept outside the database",
        outcome="written",
        inputs={"row": line.seq, "head": line.head},
    )
    with db.begin() as session:
        audit.write(session, db, entry, now)


def _forged(lines: Sequence[Line], signer: Signer) -> Iterator[Problem]:
    previous = START
    for place, line in enumerate(lines, start=1):
        if not signer.signed(line.said(), line.signature):
            yield Problem(seq=line.seq, what=f"checkpoint {place} was not signed by our key")
        elif line.number != place or line.previous != previous:
            yield Problem(seq=line.seq, what=f"checkpoint {line.number} does not follow the one before it")
            return
        previous = _hash(line)


def _against_chain(db: Database, lines: Sequence[Line]) -> Iterator[Problem]:
    """Where the chain is not what a checkpoint saw; rows that a restored backup took away are excused by its line."""
    hashes = _hashes(db, [line.seq for line in lines])
    if hashes is None:
        yield Problem(seq=0, what="rows that checkpoints saw cannot be read")
        return
    lost_after: int | None = None
    for line in reversed(lines):
        if line.seq and (lost_after is None or line.seq <= lost_after):
            if line.seq not in hashes:
                yield Problem(seq=line.seq, what=f"the row is missing, but checkpoint {line.number} saw it")
            elif hashes[line.seq] != line.head:
                yield Problem(seq=line.seq, what=f"it is not the row that checkpoint {line.number} saw")
        if line.restored:
            lost_after = line.seq if lost_after is None else min(lost_after, line.seq)


def _hashes(db: Database, wanted: Sequence[int]) -> dict[Any, Any] | None:
    """Hash by row number, as stored; None when what is stored cannot be read."""
    found: dict[Any, Any] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = select(audit.audit.c.seq, literal_column("hash").label("hash")).where(audit.audit.c.seq.in_(some))
        rows = _stored(db, query)
        if rows is None:
            return None
        found |= {row.seq: row.hash for row in rows}
    return found


def _stored(db: Database, query: Any) -> Sequence[Any] | None:
    """Rows just as they are stored; None when a value in them is none that any writer of ours could have left."""
    try:
        with db.engine.connect() as connection:
            return connection.execute(query).all()
    except OperationalError as error:
        if "decode" not in str(error.orig).lower():
            raise StoreBusy(why(error)) from error
        return None


def _entered(db: Database) -> tuple[list[tuple[int, str]], list[Problem]]:
    """(row and subject of every entry that speaks of a checkpoint, what kept us from reading them)."""
    query = text("SELECT seq, subject FROM app_audit WHERE action IN (:written, :restored) ORDER BY seq")
    found = _stored(db, query.bindparams(written=WRITTEN, restored=RESTORED))
    if found is None:
        return [], [Problem(seq=0, what="the entries that speak of checkpoints cannot be read")]
    return [(seq, str(subject)) for seq, subject in found], []


def _missing(entered: Sequence[tuple[int, str]], lines: Sequence[Line], signer: Signer | None) -> Iterator[Problem]:
    """Checkpoints that the chain speaks of and the file does not hold."""
    here = {f"{line.number}:{_hash(line)}" for line in lines}
    gone = [(seq, subject) for seq, subject in entered if subject.partition(":")[2] not in here]
    for seq, subject in gone[:1]:
        is_ours = signer is None or subject.startswith(f"checkpoint {signer.name}:")
        whose = "it is gone" if is_ours else "another key signed it; machines must share one folder and one key"
        more = f", and {len(gone) - 1} more like it" if len(gone) > 1 else ""
        yield Problem(seq=seq, what=f"it speaks of a checkpoint that is not here: {whose}{more}")
