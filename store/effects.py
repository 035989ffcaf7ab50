"""Intent and outcome around each outside call, so that a crash between the two is reconciled and never repeated."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, Text, bindparam, select
from sqlalchemy.orm import Session

from domain.errors import Broken, NeedsPerson, Refused, StoreBusy, TryLater
from store.session import Database
from store.types import Instant, metadata
from store.upsert import put, put_new

effects = Table(
    "app_effects",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("result", Text),
    Column("at", Instant, nullable=False),
)
_TURNS = tuple(threading.RLock() for _ in range(64))
"""Two presses on the same button may come at once; the second waits here and finds the effect done."""


def once(
    db: Database, key: str, do: Callable[[], str], find: Callable[[], str | None], now: Callable[[], datetime]
) -> str:
    """The result of an outside call that takes effect exactly once, however often this is run.

    An intent without an outcome means a crash in between: `find` asks the outside whether it happened.
    """
    with _TURNS[hash(key) % len(_TURNS)]:
        state, result = _read(db, key)
        if state == "done":
            return result or ""
        found = find() if state == "intent" else None
        if state is None:
            _write(db, key, "intent", None, now())
        db.must_be_ours()
        outcome = found if found is not None else do()
        _write(db, key, "done", outcome, now())
    return outcome


class Unknown(Exception):
    """Nobody can tell whether the call took effect: it was begun and never came to an end."""


BEING_MADE = timedelta(seconds=45)
"""An intent this young may be a call that another process is making just now; no call may take that long."""


def at_most_once(
    db: Database,
    key: str,
    do: Callable[[], str],
    now: Callable[[], datetime],
    also: Callable[[Session], object] = lambda _session: None,
) -> str:
    """The result of an outside call that nobody can be asked about afterwards, made once at most.

    `also` is kept in the transaction that keeps the result, so that there is never one without the other.
    What `do` raises as TryLater or Refused means that it surely had no effect: the first may be tried again.
    Raises: Unknown when an earlier attempt was begun and its end is not known, and then for ever.
    """
    with _TURNS[hash(key) % len(_TURNS)]:
        if (earlier := _claim(db, key, now)) is not None:
            return earlier
        try:
            db.must_be_ours()
            result = do()
        except (TryLater, Broken):
            _write(db, key, "free", None, now())
            raise
        except Refused as refusal:
            _write(db, key, "refused", str(refusal), now())
            raise
        except NeedsPerson as error:
            _write(db, key, "unknown", None, now())
            raise Unknown(str(error)) from error
        with db.begin() as session:
            settle(session, key, result, now())
            also(session)
    return result


def _claim(db: Database, key: str, now: Callable[[], datetime]) -> str | None:
    """What the call returned earlier, or None when it is ours to make: only one process can have it."""
    with db.begin() as session:
        if intend(session, key, now()):
            return None
        freed = effects.update().where(effects.c.key == key, effects.c.state == "free")
        if session.execute(freed.values(state="intent", at=now())).rowcount:  # type: ignore[attr-defined]
            return None
        state, result, at = session.execute(_ALL_OF_KEY, {"key_": key}).one()
    if state == "done":
        return str(result or "")
    if state == "refused":
        raise Refused(result)
    if state == "intent" and abs(now() - at) < BEING_MADE:
        raise StoreBusy("the same thing is being sent at this moment")
    raise Unknown(key)


def intend(session: Session, key: str, at: datetime) -> bool:
    """Whether nobody has begun this call yet; its intent is kept with the caller's transaction."""
    return put_new(session, effects, key=key, state="intent", result=None, at=at)


def settle(session: Session, key: str, result: str, at: datetime) -> None:
    """Keeps what an intended call returned, in the caller's transaction."""
    put(session, effects, key=key, state="done", result=result, at=at)


def note(session: Session, key: str, result: str, at: datetime) -> None:
    """Keeps how far something has come that has not ended, in the caller's transaction."""
    put(session, effects, key=key, state="intent", result=result, at=at)


def begun(db: Database, key: str) -> str | None:
    """How far something has come that has not ended; None when it ended, or never began."""
    state, result = _read(db, key)
    return result if state == "intent" else None


def result_of(db: Database, key: str) -> str | None:
    """What a finished effect returned; None when it has not finished."""
    state, result = _read(db, key)
    return result if state == "done" else None


def _read(db: Database, key: str) -> tuple[str | None, str | None]:
    with db.looking() as connection:
        row = connection.execute(_OF_KEY, {"key_": key}).first()
    return (row.state, row.result) if row else (None, None)


_OF_KEY = select(effects.c.state, effects.c.result).where(effects.c.key == bindparam("key_"))
_ALL_OF_KEY = select(effects.c.state, effects.c.result, effects.c.at).where(effects.c.key == bindparam("key_"))


def _write(db: Database, key: str, state: str, result: str | None, at: datetime) -> None:
    with db.begin() as session:
        put(session, effects, key=key, state=state, result=result, at=at)
