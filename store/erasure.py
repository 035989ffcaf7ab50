"""A person's words taken out of everything we remember, so that only that something happened remains."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.work import Request
from store import audit, audit_names
from store.conversations import conversations, open_questions
from store.inbox import inbox
from store.name_choices import name_choices
from store.posts import posts
from store.review_queue import review_items
from store.runs import facts, plans, runs
from store.session import Database

AT_ONCE = 500


class Erased(NamedTuple):
    """How much of what was erased."""

    answers: int
    messages: int
    entries: int


def erase_words(db: Database, whose: Collection[str], users: Collection[str]) -> Erased:
    """What was erased of a person, known by these names and addresses and by these users of a surface.

    Safe to run again: a crash in between leaves less to erase. Entries of the audit trail come last, so that until all
    the rest is gone it says what there was.
    """
    known = {name.strip().lower() for name in whose if name.strip()}
    ids = _runs_of(db, known)
    for some in _parts(sorted(ids)):
        with db.begin() as session:
            _forget_runs(session, db, some)
    messages = sum(_forget_heard(db, page, users) for page in _inbox_pages(db))
    with db.begin() as session:
        for table in (conversations, name_choices):
            session.execute(delete(table).where(func.lower(table.c.person).in_(sorted(known))))
    _forget_exceptions(db, known, ids)
    codes = audit_names.codes_naming(db, known)
    with db.begin() as session:
        entries = audit.erase_details(session, {*known, *codes}, ())
    for some in _parts(sorted(ids)):
        with db.begin() as session:
            entries += audit.erase_details(session, (), some)
    return Erased(len(ids), messages, entries)


def _runs_of(db: Database, known: Collection[str]) -> list[str]:
    query = select(runs.c.id).where(func.lower(runs.c.person).in_(sorted(known)))
    with db.looking() as connection:
        return [str(row.id) for row in connection.execute(query)]


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _forget_runs(session: Session, db: Database, ids: Sequence[str]) -> None:
    sealed = session.execute(select(runs.c.request).where(runs.c.id.in_(ids))).scalars().all()
    requests = [Request.model_validate_json(db.vault.unseal(request)).id for request in sealed]
    session.execute(delete(plans).where(plans.c.request_id.in_(requests)))
    session.execute(delete(posts).where(posts.c.run_id.in_(ids)))
    session.execute(delete(open_questions).where(open_questions.c.run_id.in_(ids)))
    session.execute(delete(facts).where(facts.c.run_id.in_(ids)))
    session.execute(delete(runs).where(runs.c.id.in_(ids)))


def _forget_exceptions(db: Database, known: Collection[str], ids: Collection[str]) -> None:
    """Empties review items about this person's runs and failed jobs, and the cards that told of the failures."""
    query = select(review_items.c.id, review_items.c.run_id, review_items.c.details)
    with db.looking() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        details = json.loads(db.vault.unseal(row.details))
        if row.run_id not in ids and str(details.get("mail_to", details.get("to", ""))).lower() not in known:
            continue
        job = str(details.get("job", ""))
        gone = {"details": db.vault.seal("{}"), "reason": db.vault.seal("Erased with the words it repeated.")}
        with db.begin() as session:
            session.execute(review_items.update().where(review_items.c.id == row.id).values(**gone))
            session.execute(delete(posts).where(posts.c.key.in_([job, f"manual:{job}"[:255]])))
            entry = audit.audit.c.subject.in_([job, f"manual:{job}"[:255]])
            session.execute(audit.audit.update().where(entry).values(details=None))


def _inbox_pages(db: Database) -> Iterator[Sequence[Any]]:
    """Events that were taken; one that still waits is the person's open wish, and is answered first."""
    after = ""
    taken = select(inbox.c.key, inbox.c.payload).where(inbox.c.job_id.is_not(None)).order_by(inbox.c.key).limit(AT_ONCE)
    while True:
        with db.looking() as connection:
            page = connection.execute(taken.where(inbox.c.key > after)).all()
        if not page:
            return
        yield page
        after = page[-1].key


def _forget_heard(db: Database, page: Sequence[Any], users: Collection[str]) -> int:
    """How many events of these users were emptied; their keys stay, so that a copy of one is still known for a copy."""
    theirs = [row.key for row in page if speaker_of(json.loads(db.vault.unseal(row.payload))) in users]
    if theirs:
        with db.begin() as session:
            session.execute(inbox.update().where(inbox.c.key.in_(theirs)).values(payload=db.vault.seal("{}")))
    return len(theirs)


def speaker_of(payload: dict[str, Any]) -> str:
    """The user an event came from."""
    for where in (payload.get("event"), payload):
        user = where.get("user") if isinstance(where, dict) else None
        user = user.get("id") if isinstance(user, dict) else user
        if isinstance(user, str):
            return user
    return ""
