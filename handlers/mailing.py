"""E-mail that leaves: each message once at most, and what nobody can know becomes an exception, never a second one."""

from __future__ import annotations

import hashlib

from domain.errors import Refused
from domain.work import Person
from gateways.email import Email, Mailbox, MailUnknown
from gateways.email.local import EmlFolder
from handlers.desk import Desk
from store import audit, effects, review_queue
from store.review_queue import ReviewItem


def mailbox_of(desk: Desk) -> Mailbox:
    """The mail server's mailbox, or a folder of files where none is set."""
    return desk.mail or EmlFolder(desk.home_folder / "outbox")


def can_mail(desk: Desk, person: Person) -> bool:
    """Whether an e-mail to this person would leave the machine."""
    return bool(desk.mail and desk.mail.leaves_machine and person.email)


def send_once(desk: Desk, email: Email, *, why: str, asked_by: str) -> str:
    """Where the message is; the same key again says so and sends nothing.

    Raises: MailUnknown when nobody can know; then an exception waits for a person. TryLater when it may be sent again.
    """
    box = mailbox_of(desk)
    ended = _entry(email, why, asked_by, "sent" if box.leaves_machine else "written")
    try:
        return effects.at_most_once(
            desk.db, email.key[:255], lambda: desk.guard.mail(box, email), desk.now,
            lambda session: audit.write(session, desk.db, ended, desk.now()),
        )  # fmt: skip
    except effects.Unknown as error:
        _tell_unknown(desk, email, asked_by)
        raise MailUnknown(email.to) from error
    except Refused as refusal:
        with desk.db.begin() as session:
            audit.write(session, desk.db, _entry(email, why, asked_by, f"refused: {refusal}"), desk.now())
        raise


def _tell_unknown(desk: Desk, email: Email, asked_by: str) -> None:
    """Files the exception, once; deciding it sends nothing, it only says what a person found out."""
    item = ReviewItem(
        id=f"mail:{hashlib.sha256(email.key.encode()).hexdigest()[:24]}",
        kind="unknown_mail",
        severity="high",
        needs="decision",
        assignee=asked_by or "operator",
        reason=f"It is not known whether the e-mail “{email.subject}” to {email.to} was sent. It is not sent again.",
        run_id=None,
        details={
            "confidence": "unknown",
            "evidence": "the mail server had the message and never said what became of it",
            "proposed": "Look in the recipient's mailbox or the mail server's log. If it is not there, send a new one.",
            "to": email.to,
            "subject": email.subject,
        },
        created_at=desk.now(),
    )
    with desk.db.begin() as session:
        if review_queue.file(session, desk.db, item):
            audit.write(session, desk.db, _entry(email, "its end is not known", asked_by, "unknown"), desk.now())


def _entry(email: Email, why: str, asked_by: str, outcome: str) -> audit.Entry:
    return audit.Entry(
        actor="quartermaster",
        on_behalf_of=asked_by or "operator",
        action="email:send",
        subject=email.key[:255],
        reason=why,
        outcome=outcome[:40],
        inputs={"to": email.to, "subject": email.subject, "outcome": outcome},
    )
