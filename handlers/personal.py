"""One person's own data: shown to them as a file, or taken out of all our records, by the worker."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta

from domain.errors import Refused
from domain.thresholds import whole
from domain.work import Person, Place, Press, Request
from handlers.ask import deliver
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import NobodyByThatName, Subject, must_run_this, subject_of
from handlers.export import file_of, upload_once
from handlers.people import person_at
from handlers.retaining import held_people, known_as
from handlers.runs import NoSuchRun
from store import audit, inbox, posts
from store import people as links
from store.jobs import Job
from store.personal import Forgotten, Somebody, forget, kept_about

log = logging.getLogger("quartermaster.personal")
ASKED, DONE = "person:forget_asked", "person:forget"


class OnHold(Refused):
    """The person's data has to be kept."""

    def __init__(self, called: str) -> None:
        super().__init__(
            f"The data of {called} is on legal hold, so nothing of it may be erased. "
            f"An operator ends that with “end the legal hold on {called}”."
        )


def somebody(desk: Desk, subject: Subject) -> Somebody:
    """Everything our records may know this person by."""
    _, ids = known_as(desk, {name.lower() for name in subject.known_as})
    return Somebody(subject.known_as, subject.users, ids, subject.contacts)


def backups_said(desk: Desk) -> str:
    """For how long backups still hold somebody who was forgotten."""
    days = whole(desk.settings()["retention.backup_days"])
    gone = desk.now() + timedelta(days=days)
    return f"Backups made until now are kept for {days} days, so until {gone:%d %b %Y}; then they are gone there too."


def must_not_be_on_hold(desk: Desk, subject: Subject) -> None:
    """Passes people whose data nobody has to keep."""
    if held_people(desk) & {name.lower() for name in subject.known_as}:
        raise OnHold(subject.called)


def own_subject(desk: Desk, person: Person, place: Place) -> Subject:
    """The person who speaks."""
    names = frozenset(filter(None, (person.name, person.email)))
    users = {user for user, link in links.everybody(desk.db) if link.email and link.email == person.email}
    return Subject(person.email or person.name, names, frozenset({*users, place.user} - {""}))


def post_own_data(desk: Desk, job: Job) -> str:
    """`answered` once the file stands in the DM of whoever asked; an operator may ask for somebody else's."""
    place, person = _asked_at(desk, job)
    said = job.id.partition("|")[2]
    if said:
        must_run_this(person)
        entry = audit.find(desk.db, int(said))
        subject = subject_of(desk, str(entry["inputs"]["who"])) if entry else own_subject(desk, person, place)
    else:
        subject = own_subject(desk, person, place)
    who = somebody(desk, subject)
    dm = desk.voice(place).dm(place.user)
    return upload_once(
        desk, job, dm, "personal-data", lambda: (_file(desk, who), "Everything kept about one person"), "jsonl"
    )


def forget_person(desk: Desk, job: Job) -> str:
    """`answered` once nothing of ours names the person any more, and whoever asked for it was told."""
    place, person = _asked_at(desk, job)
    must_run_this(person)
    seq = int(job.id.partition("|")[2])
    entry = audit.find(desk.db, seq)
    if entry is None or entry["action"] != ASKED:
        raise NoSuchRun
    said = entry["inputs"]["who"] if isinstance(entry["inputs"], dict) else ""
    gone = Forgotten(0, 0)
    if said:
        try:
            subject = subject_of(desk, said)
            must_not_be_on_hold(desk, subject)
            gone = forget(desk.db, somebody(desk, subject), desk.now(), asked_in=seq)
        except NobodyByThatName:
            log.info("what linked them was taken out before a crash; nothing is left to find them by")
        _enter(desk, seq, gone, person)
    _tell(desk, job, place, gone)
    return "answered"


def _enter(desk: Desk, seq: int, gone: Forgotten, person: Person) -> None:
    """The trail says that it was done, and no longer to whom."""
    entry = audit.Entry(
        actor=person.name, on_behalf_of=person.email, action=DONE, subject=f"entry:{seq}",
        reason="an operator had a person's data erased", outcome="erased", approval=person.name,
        inputs={"rows": gone.rows, "entries": gone.entries},
    )  # fmt: skip
    with desk.db.begin() as session:
        audit.erase_entry(session, seq)
        audit.write(session, desk.db, entry, desk.now())


def _tell(desk: Desk, job: Job, place: Place, gone: Forgotten) -> None:
    said = (
        f"Done: {gone.rows:,} records no longer say who it was, and {gone.entries:,} entries of the audit trail lost "
        "their words. The chain still holds. The CRM's own records and messages in chat are not mine to erase; an "
        f"import does not bring a customer's person back. {backups_said(desk)}"
    )
    dm = desk.voice(place).dm(place.user)
    with desk.db.begin() as session:
        posts.keep(session, desk.db, job.id, dm, sentence_card(said, "Forgotten"), desk.now())
    deliver(desk, job.id)


def _asked_at(desk: Desk, job: Job) -> tuple[Place, Person]:
    heard = inbox.find(desk.db, job.inbox_key)
    meant = desk.read(heard, desk) if heard else None
    if not isinstance(meant, Request | Press):
        raise NoSuchRun
    return meant.place, person_at(desk, meant.place)


def _file(desk: Desk, who: Somebody) -> bytes:
    return file_of(_lines(desk, who))


def _lines(desk: Desk, who: Somebody) -> Iterator[str]:
    """One JSON object a line: the table it is kept in, and the row as it is kept."""
    for table, row in kept_about(desk.db, who):
        yield json.dumps({"kept_in": table, "row": row}, ensure_ascii=False, default=str) + "\n"
