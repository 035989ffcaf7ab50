"""“Manual report required”: who finishes by hand what we could not, what was already pulled, and how. Told once."""

from __future__ import annotations

import logging
from typing import NamedTuple

from domain.cards import Card, Node, Text, plain
from domain.errors import EndsProcesses, QuartermasterError, TryLater
from domain.work import Outcome, Person, Place, Request
from gateways.email import Email
from handlers.ask import deliver
from handlers.desk import Desk
from handlers.mailing import send_once
from handlers.people import person_at
from handlers.retries import lines
from store import jobs, posts, review_queue, runs
from store.crm.people import colleagues
from store.jobs import Job
from store.review_queue import ReviewItem

log = logging.getLogger("quartermaster.manual_report")
TITLE = "Manual report required"
PARKED = "parked_job"
"""The exception of a job at which process after process died."""

AFTER_A_PRESS = (
    "1. Look whether it was done all the same: “approvals” and “changes” show what waits and what was changed.\n"
    "2. If it was not, press again, or do it in your CRM.\n"
    "3. Say “exceptions” and close this one with what you did."
)


class Report(NamedTuple):
    """What the owner is told."""

    owner: Person
    handed_to: str
    failed: str
    pulled: str
    by_hand: str

    def card(self, sentence: str) -> Card:
        """The report as a card, below the sentence of what went wrong."""
        parts = (("What failed", self.failed), ("Already pulled", self.pulled), ("How to finish by hand", self.by_hand),
                 ("Handed to", self.handed_to))  # fmt: skip
        nodes: list[Node] = [Text(text=plain(sentence), tone="bad")]
        nodes += [Text(text=f"**{title}**\n{plain(said)}") for title, said in parts]
        return Card(title=TITLE, summary=sentence, nodes=tuple(nodes))

    def body(self, sentence: str) -> str:
        """The report as the words of an e-mail."""
        return (
            f"{sentence}\n\nWhat failed\n{self.failed}\n\nAlready pulled\n{self.pulled}\n\n"
            f"How to finish by hand\n{self.by_hand}\n\nHanded to\n{self.handed_to}\n"
        )


def report_on(desk: Desk, job: Job, problem: Exception, place: Place | None, request: Request | None) -> Report:
    """What is known of a job that could not be brought to its end."""
    owner = person_at(desk, place) if place else _operator(desk)
    tried = "\n".join(lines(desk, job.id))
    why = str(problem) if isinstance(problem, QuartermasterError) else f"Something broke on our side ({job.id})."
    found = runs.find(desk.db, f"run:{job.id}")
    is_press = request is None and job.kind == "press"
    asked = f"“{request.text}”" if request else "What was pressed" if is_press else f"the {job.kind} {job.id}"
    return Report(
        owner=owner,
        handed_to=_next_in_line(desk, owner),
        failed=f"{asked}: {why}" + (f"\n{tried}" if tried else ""),
        pulled=_pulled(found[1]) if found else "Nothing: it failed before any record was read.",
        by_hand=AFTER_A_PRESS if is_press else _by_hand(found[1] if found else None, asked),
    )


def tell(desk: Desk, job: Job, report: Report, place: Place | None, sentence: str) -> None:
    """Lays the report into the owner's DM and hands its e-mail to the worker. Safe to run again."""
    if job.kind == "manual":
        # The e-mail of another report: its exception is filed, and a report about it would have no end.
        return
    _hand_mail_to_worker(desk, job, report)
    where = _dm_of(desk, report.owner, place)
    if where is None:
        return
    key = f"manual:{job.id}"[:255]
    with desk.db.begin() as session:
        posts.keep(session, desk.db, key, where, report.card(sentence), desk.now())
    deliver(desk, key)


def mail_report(desk: Desk, job: Job) -> str:
    """`answered` once the report's e-mail is sent, or written where there is no mail server."""
    item = review_queue.find(desk.db, job.lane)
    if item is None or not item.details.get("mail_to"):
        return "refused"
    email = Email(
        key=job.id[:255], to=item.details["mail_to"], subject=item.details["mail_subject"],
        body=item.details["mail_body"],
    )  # fmt: skip
    send_once(desk, email, why="a run could not be finished", asked_by=email.to)
    return "answered"


def item_of(desk: Desk, job: Job, problem: Exception, report: Report, sentence: str) -> ReviewItem:
    """The exception: what broke, how sure that is, what speaks for it and what to do. It keeps the e-mail's words."""
    kills = isinstance(problem, EndsProcesses)
    return ReviewItem(
        id=item_id(job),
        kind=PARKED if kills else "failed_job",
        severity="high",
        needs="retry" if kills else "decision",
        assignee=report.handed_to,
        reason=f"A {job.kind} failed and has to be done by hand ({type(problem).__name__}).",
        run_id=None,
        details={
            "job": job.id,
            "error": str(problem),
            "confidence": "certain",
            "evidence": report.failed,
            "proposed": report.by_hand,
            "mail_to": report.owner.email,
            "mail_subject": TITLE,
            "mail_body": report.body(sentence),
        },
        created_at=desk.now(),
    )


def item_id(job: Job) -> str:
    """The id of a failed job's exception: another one for each time that it was parked."""
    parked = f":{job.deaths}" if job.is_poison else ""
    return f"item:{job.id}"[: 80 - len(parked)] + parked


def _hand_mail_to_worker(desk: Desk, job: Job, report: Report) -> None:
    if not report.owner.email:
        return
    mail = Job(
        id=f"manual:{job.id}"[:255], kind="manual", inbox_key=job.inbox_key, lane=item_id(job), state="queued",
        outcome=None,
    )  # fmt: skip
    with desk.db.begin() as session:
        if jobs.add(session, mail, "worker", desk.now()):
            desk.later(session, mail.id)


def _dm_of(desk: Desk, owner: Person, place: Place | None) -> Place | None:
    """The owner's DM; None where they are told in it already, or no surface knows them."""
    if place is not None:
        return None if place.is_private or place.surface not in desk.voices else desk.voice(place).dm(place.user)
    for voice in desk.voices.values():
        try:
            if owner.email and (user := voice.user_of(owner.email)):
                return voice.dm(user)
        except TryLater:
            raise
        except QuartermasterError as error:
            log.warning("the operator cannot be told: %s", error)
    return None


def _operator(desk: Desk) -> Person:
    """The person who runs this product: the first by name of those we know."""
    with desk.db.reading() as connection:
        known = [p for p in colleagues(connection) if p.role == "operator" or p.email.lower() in desk.operators]
    address = min(desk.operators, default="")
    return known[0] if known else Person(name=address or "an operator", email=address, role="operator")


def _next_in_line(desk: Desk, owner: Person) -> str:
    """Who takes it from here: somebody by name."""
    return _operator(desk).name if not owner.manager or owner.role == "operator" else owner.manager


def _pulled(outcome: Outcome) -> str:
    steps = "\n".join(f"{line.number}. {line.agent}: {line.title}, {line.state}" for line in outcome.trace)
    facts = outcome.pulled.facts if outcome.pulled else ()
    figures = "\n".join(f"{fact.name} = {fact.value} {fact.unit}" for fact in facts[:20])
    return "\n".join(filter(None, (steps, figures))) or "Nothing: it failed before any record was read."


def _by_hand(outcome: Outcome | None, asked: str) -> str:
    read = outcome.plan.reading if outcome and outcome.plan else asked
    return (
        f"1. Open your CRM and list: {read}.\n2. Check the count against the list and send it yourself.\n"
        "3. Or ask again in a while: “exceptions” shows when the cause is dealt with."
    )
