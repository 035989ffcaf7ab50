"""The two doors for work: what the front does with what was heard, and what the worker does with what it was handed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from domain.cards import Card
from domain.errors import Broken, TryLater
from domain.work import Place, Press, Request
from handlers.approvals import run_change, run_expiry
from handlers.ask import A_COMMAND, ask, deliver
from handlers.cards.home import home_view
from handlers.cards.words import ASK_FIRST
from handlers.desk import Desk, Opened
from handlers.export import post_csv
from handlers.export_audit import post_audit
from handlers.export_sources import post_sources
from handlers.failed import card_for
from handlers.people import person_at
from handlers.press import press_button, say_verb
from handlers.verb import spoken, verbs
from store import audit, inbox, jobs, posts, review_queue
from store.jobs import Job
from store.review_queue import ReviewItem

log = logging.getLogger("quartermaster.work")
StepRunner = Callable[..., str]
FOR_THE_WORKER: dict[str, Callable[[Desk, Job], str]] = {
    "csv": post_csv,
    "audit": post_audit,
    "sources": post_sources,
    "change": run_change,
    "expire": run_expiry,
}
"""What the worker makes, by the kind of its job."""


def do_job(desk: Desk, job_id: str, step: StepRunner) -> None:
    """Brings one job to its one outcome. Safe to run again at any point; TryLater leaves the job waiting."""
    job = jobs.find(desk.db, job_id)
    if job is None or job.state == "done":
        return
    try:
        outcome, error = _carry_out(desk, job, step), None
    except TryLater:
        raise
    except Exception as problem:
        log.exception("job %s failed", job_id)
        outcome, error = _give_up(desk, job, problem), type(problem).__name__
    # Without this row the job is taken up again and finds its outcome stored and posted.
    with desk.db.begin(waits=False) as session:
        jobs.finish(session, job_id, outcome, desk.now(), error)


def _carry_out(desk: Desk, job: Job, step: StepRunner) -> str:
    if job.kind in FOR_THE_WORKER:
        return FOR_THE_WORKER[job.kind](desk, job)
    heard = inbox.find(desk.db, job.inbox_key)
    meant = desk.read(heard, desk) if heard else None
    match meant:
        case Request():
            return _question(desk, job, meant, step)
        case Press():
            press = meant.model_copy(update={"person": person_at(desk, meant.place)})
            return step("press", press_button, press, desk, job.id, job.inbox_key)
        case Opened():
            return _opened(desk, meant)
    return "refused"


def _opened(desk: Desk, opened: Opened) -> str:
    """Draws the tab, or offers first questions in a conversation that was opened."""
    place = Place(surface=opened.surface, user=opened.user, channel=opened.channel)
    if opened.home:
        desk.voice(place).home(opened.user, home_view(desk, person_at(desk, place)))
    else:
        desk.voice(place).suggest(place, ASK_FIRST)
    return "answered"


def _question(desk: Desk, job: Job, request: Request, step: StepRunner) -> str:
    request = request.model_copy(update={"person": person_at(desk, request.place)})
    if command := spoken(request.text):
        return step("command", say_verb, request, *command, desk, job.id, job.inbox_key)
    state = step("answer", ask, request, desk, job.id)
    if state.startswith(A_COMMAND):
        press, _, rest = state.removeprefix(A_COMMAND).partition("|")
        return step("command", say_verb, request, verbs()[press], rest, desk, job.id, job.inbox_key)
    step("post", _deliver, desk, job.id, request.place)
    return state


def _deliver(desk: Desk, key: str, asked_at: Place) -> str:
    deliver(desk, key, asked_at)
    return "posted"


def _give_up(desk: Desk, job: Job, problem: Exception) -> str:
    """`failed`; the person is told that this one has to be made by hand, and the audit trail says why."""
    now = desk.now()
    with desk.db.begin() as session:
        entry = audit.Entry(
            actor="quartermaster",
            on_behalf_of="operator",
            action="job:fail",
            subject=job.id,
            reason=type(problem).__name__,
            outcome="failed",
            inputs={"error": str(problem)},
        )
        audit.write(session, desk.db, entry, now)
        review_queue.file(session, desk.db, _for_the_operator(job, problem, now))
    place = _place_of(desk, job)
    if place is not None and place.surface in desk.voices:
        try:
            _post_failure(desk, job, place, card_for(problem if isinstance(problem, Broken) else Exception(), job.id))
        except Exception:
            log.exception("job %s could not even say that it failed", job.id)
    return "failed"


def _for_the_operator(job: Job, problem: Exception, now: datetime) -> ReviewItem:
    """What the operator finds among the exceptions; the words of the error are sealed."""
    return ReviewItem(
        id=f"item:{job.id}"[:80],
        kind="failed_job",
        severity="high",
        needs="decision",
        assignee="operator",
        reason=f"A {job.kind} failed and has to be done by hand ({type(problem).__name__}).",
        run_id=None,
        details={"job": job.id, "error": str(problem)},
        created_at=now,
    )


def _place_of(desk: Desk, job: Job) -> Place | None:
    heard = inbox.find(desk.db, job.inbox_key)
    try:
        meant = desk.read(heard, desk) if heard else None
    except Exception:
        log.exception("the event of job %s cannot be read", job.id)
        return None
    return meant.place if isinstance(meant, Request | Press) else None


def _post_failure(desk: Desk, job: Job, place: Place, card: Card) -> None:
    thread = place.model_copy(update={"thread": place.thread or place.message, "message": ""})
    with desk.db.begin() as session:
        posts.keep(session, desk.db, job.id, thread, card, desk.now())
    deliver(desk, job.id)
