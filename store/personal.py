"""Where one person stands in our own records: shown to them whole, or taken out so that nobody can tell who it was.

It walks over every table of ours, so that one that is added later is not forgotten. The mirror of the CRM is the CRM's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, String, Table, Text, and_, delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from domain.actions import Action
from store import audit, audit_names, forgotten
from store.approvals import approvals
from store.audit import audit as trail
from store.audit_names import audit_names as named
from store.crm import contacts
from store.erasure import erase_words, speaker_of
from store.inbox import inbox
from store.name_choices import name_choices
from store.nudges import nudges
from store.opt_outs import opt_outs
from store.people import people_links
from store.runs import runs
from store.session import Database
from store.snoozes import snoozes
from store.spending import told
from store.types import metadata

AT_ONCE = 500
SOMEBODY = "somebody"
APART = frozenset({trail.name, named.name, people_links.name, opt_outs.name, forgotten.forgotten.name})
"""The trail is erased by its own rules; links go whole; that somebody wants no mail must be known for ever."""
KEPT_AS_THEY_ARE = frozenset({("app_settings", "value"), ("app_settings", "scope")})
THEIR_ID = ("person_id", "to_id", "requester", "decided_by", "ended_by")
"""Columns that hold the id of a person in the CRM."""


class Somebody(NamedTuple):
    """One person as our records know them: names and addresses, users in chat, and ids in the CRM."""

    names: frozenset[str]
    users: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    """Ids of their records as a customer's person."""

    @property
    def lower(self) -> set[str]:
        """Names and addresses in small letters."""
        return {name.strip().lower() for name in self.names if name.strip()}

    def pattern(self) -> re.Pattern[str]:
        """Their names and addresses as whole words, in any case, as text and as JSON writes them."""
        every = {name.strip() for name in self.names if name.strip()}
        every |= {json.dumps(name)[1:-1] for name in every}
        longest_first = sorted(every, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<![\w@.+-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w@-])", re.IGNORECASE)


class Forgotten(NamedTuple):
    """How many rows no longer name the person, and how many entries of the trail lost what they said."""

    rows: int
    entries: int


def kept_about(db: Database, who: Somebody) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) of everything that is theirs, opened: what they said, were told, decided and chose.

    Rows of other people that merely mention the person belong to those, and are not in it.
    """
    for table in (*_tables(), people_links, opt_outs):
        where = _theirs(table, who)
        for row in _pages(db, table, where) if where is not None else ():
            yield table.name, _readable(db, table, row)
    for row in _pages(db, approvals):
        if _author(db, row["details"]) in who.ids:
            yield approvals.name, _readable(db, approvals, row)
    for payload in _heard(db, who):
        yield inbox.name, payload
    with db.reading() as connection:
        records = contacts.whole(connection, who.contacts)
    for one in records:
        yield "crm_contacts", {name: _plain(value) for name, value in one.items()}
    for entry in audit.entries(db, most=None):
        if {str(entry["actor"]).lower(), str(entry["on_behalf_of"]).lower()} & who.lower:
            yield trail.name, {name: _plain(value) for name, value in entry.items()}


def forget(db: Database, who: Somebody, at: datetime, asked_in: int = 0) -> Forgotten:
    """Takes the person out of every record of ours but the CRM's mirror. Safe to run again: it takes out what is left.

    What they asked for and nobody decided yet is withdrawn. The trail keeps its chain: what happened stays, and when.
    `asked_in` is the entry that asks for this; it is left to the caller, who needs it to know whom after a crash.
    """
    if who.contacts:
        _keep_out(db, who, at)
    words, pattern = erase_words(db, who.names, who.users), who.pattern()
    rows = words.answers + words.messages + _withdraw(db, who, at)
    for table in _tables():
        rows += _blot(db, table, pattern)
    entries = words.entries + _erase_details(db, pattern, asked_in)
    codes = audit_names.codes_naming(db, who.lower)
    with db.begin() as session:
        entries += audit.erase_details(session, {*who.lower, *codes}, ())
        audit_names.forget(session, codes)
        for table, column in ((people_links, people_links.c.email), (told, told.c.person)):
            session.execute(delete(table).where(func.lower(column).in_(sorted(who.lower))))
        session.execute(delete(people_links).where(people_links.c.user.in_(sorted(who.users))))
    if who.contacts:
        # Last of all: after a crash it is by this record that they are found again.
        with db.begin() as session:
            _overwrite_what_is_freed(session)
            rows += contacts.forget(session, who.contacts, pattern)
        _leave_no_log(db)
    return Forgotten(rows, entries)


def _overwrite_what_is_freed(session: Session) -> None:
    """SQLite leaves what was changed readable in the file's free space, unless it is told not to."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def _leave_no_log(db: Database) -> None:
    """Writes SQLite's log into its file, as far as nobody is reading it, so that the old text is not in there."""
    if db.is_sqlite:
        with db.looking() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep_out(db: Database, who: Somebody, at: datetime) -> None:
    """No import brings them back, whether it knows them by their address or by their record."""
    addresses = [forgotten.address(name) for name in who.names if "@" in name]
    with db.begin() as session:
        forgotten.remember(session, db, [*addresses, *(forgotten.record("contact", id_) for id_ in who.contacts)], at)


def _withdraw(db: Database, who: Somebody, at: datetime) -> int:
    """Their open wishes end: approvals they asked for, messages that wait for them, what they did not want to hear."""
    ids = sorted(who.ids)
    waits = select(approvals.c.id, approvals.c.details).where(approvals.c.status.in_(("open", "approved")))
    with db.looking() as connection:
        asked = [r.id for r in connection.execute(waits) if _author(db, r.details) in who.ids]
    with db.begin() as session:
        ended = [
            _count(session, approvals.update().where(approvals.c.id.in_(asked)).values(status="void", decided_at=at)),
            _count(
                session,
                nudges.update()
                .where(nudges.c.to_id.in_(ids), nudges.c.state.in_(("held", "proposed")))
                .values(state="dropped", ended_at=at),
            ),
            _count(session, delete(snoozes).where(snoozes.c.person_id.in_(ids))),
            _count(session, delete(name_choices).where(name_choices.c.person.in_(ids))),
        ]
    return sum(ended)


def _author(db: Database, details: bytes) -> str:
    said = json.loads(db.vault.unseal(details))
    action = said.get("action")
    return Action.model_validate(action).requested_by.id if isinstance(action, dict) else ""


def _count(session: Session, statement: Any) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _tables() -> Iterator[Table]:
    yield from (t for t in metadata.sorted_tables if t.name.startswith("app_") and t.name not in APART)


def _sealed(table: Table) -> list[str]:
    return [c.name for c in table.columns if isinstance(c.type, LargeBinary)]


def _texts(table: Table) -> list[str]:
    """Columns in clear that may name somebody and are no key."""
    texts = [c.name for c in table.columns if isinstance(c.type, String | Text) and not c.primary_key]
    return [name for name in texts if (table.name, name) not in KEPT_AS_THEY_ARE]


def _theirs(table: Table, who: Somebody) -> Any:
    """Which rows of a table belong to the person by a column of their own; None where none can."""
    mine = [table.c[name].in_(sorted(who.ids)) for name in THEIR_ID if name in table.c]
    texts = [c for c in table.columns if isinstance(c.type, String | Text)]
    if table is not runs and "run_id" in table.c:
        own = select(runs.c.id).where(func.lower(runs.c.person).in_(sorted(who.lower)))
        mine.append(table.c.run_id.in_(own))
    mine += [func.lower(c).in_(sorted({*who.lower, *(i.lower() for i in who.ids)})) for c in texts]
    return or_(*mine) if mine else None


def _pages(db: Database, table: Table, where: Any = None) -> Iterator[Any]:
    """Every row, a page at a time by its key, so that nothing is held open while it is looked at."""
    key, after = list(table.primary_key.columns), None
    query = select(table).order_by(*key).limit(AT_ONCE)
    query = query if where is None else query.where(where)
    while True:
        with db.looking() as connection:
            here = query if after is None else query.where(tuple_(*key) > tuple_(*after))
            rows: Sequence[Any] = connection.execute(here).mappings().all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = [rows[-1][column.name] for column in key]


def _readable(db: Database, table: Table, row: Any) -> dict[str, Any]:
    sealed = set(_sealed(table))
    return {name: _opened(db, value) if name in sealed else _plain(value) for name, value in row.items()}


def _opened(db: Database, value: bytes | None) -> Any:
    if value is None:
        return None
    said = db.vault.unseal(value)
    try:
        return json.loads(said)
    except ValueError:
        return said


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | dict | list) else str(value)


def _heard(db: Database, who: Somebody) -> Iterator[dict[str, Any]]:
    for row in _pages(db, inbox):
        payload = json.loads(db.vault.unseal(row["payload"]))
        if speaker_of(payload) in who.users:
            yield {"key": row["key"], "received_at": str(row["received_at"]), "payload": payload}


def _blot(db: Database, table: Table, pattern: re.Pattern[str]) -> int:
    """How many rows of a table were rewritten so that they name nobody."""
    key, sealed, texts = list(table.primary_key.columns), _sealed(table), _texts(table)
    changed = 0
    if not sealed and not texts:
        return 0
    for row in _pages(db, table):
        values: dict[str, Any] = {}
        for name in sealed:
            if row[name] is not None and pattern.search(said := db.vault.unseal(row[name])):
                values[name] = db.vault.seal(pattern.sub(SOMEBODY, said))
        for name in texts:
            if row[name] and pattern.search(row[name]):
                values[name] = pattern.sub(SOMEBODY, row[name])
        if values:
            here = and_(*(column == row[column.name] for column in key))
            with db.begin() as session:
                changed += _count(session, table.update().where(here).values(**values))
    return changed


def _erase_details(db: Database, pattern: re.Pattern[str], but: int) -> int:
    """How many entries of the trail lost their reason and inputs, because these named the person."""
    erased = 0
    for row in _pages(db, trail, trail.c.details.is_not(None)):
        if row["seq"] != but and pattern.search(db.vault.unseal(row["details"])):
            with db.begin() as session:
                erased += _count(session, trail.update().where(trail.c.seq == row["seq"]).values(details=None))
    return erased
