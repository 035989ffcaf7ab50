"""The two doors for work: what the front does with what was heard, and what the worker does with what it was handed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from domain.cards import Card
from domain.errors import Broken, EndsProcesses, TryLater
from domain.work import Place, Press, Request
from handlers import manual_report, retries
from handlers.approvals import run_change, run_expiry
from handlers.ask import A_COMMAND, ask, deliver
from handlers.cards.home import home_view
from handlers.cards.words import ASK_FIRST
from handlers.desk import Desk, Opened
from handlers.export import post_csv
from handlers.export_audit import post_audit
from handlers.export_sources import post_sources
from handlers.failed import card_for
from handlers.nudging import deliver_nudge
from handlers.pausing import tell_paused
from handlers.people import person_at
from handlers.personal import forget_person, post_own_data
from handlers.press import press_button, say_verb
from handlers.preview import run_preview
from handlers.sla import run_due
from handlers.syncing import run_sync
from handlers.verb import spoken, verbs
from handlers.waking import run_wake
from handlers.watch import run_trigger
from store import audit, inbox, jobs, posts, review_queue
from store.jobs import Job

log = logging.getLogger("quartermaster.work")
StepRunner = Callable[..., str]
FOR_THE_WORKER: dict[str, Callable[[Desk, Job], str]] = {
    "csv": post_csv,
    "audit": post_audit,
    "sources": post_sources,
    "manual": manual_report.mail_report,
    "change": run_change,
    "trigger": run_trigger,
    "wake": run_wake,
    "mydata": post_own_data,
    "forget": forget_person,
    "nudge": deliver_nudge,
    "preview": run_preview,
    "expire": run_expiry,
    "sync": run_sync,
    "alert": tell_paused,
    "sla": run_due,
}
"""What the worker makes, by the kind of its job."""


def do_job(desk: Desk, job_id: str, step: StepRunner) -> None:
    """Brings one job to its one outcome. Safe to run again at any point; TryLater leaves the job waiting."""
    job = jobs.find(desk.db, job_id)
    if job is None or job.state == "done":
        return
    try:
        if job.is_poison:
            raise EndsProcesses(job.deaths)
        outcome, error = _carry_out(desk, job, step), None
    except TryLater as delay:
        if not retries.are_over(desk, job, delay, _place_of(desk, job)):
            raise
        outcome, error = _give_up(desk, job, delay), type(delay).__name__
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
    state = step("answer", _answer, request, desk, job.id)
    if state.startswith(A_COMMAND):
        press, _, rest = state.removeprefix(A_COMMAND).partition("|")
        return step("command", say_verb, request, verbs()[press], rest, desk, job.id, job.inbox_key)
    return state


def _answer(request: Request, desk: Desk, key: str) -> str:
    """What the question came to, with its card in view; or `verb:` and the press that the words stand for.

    One checkpoint is enough: our own rows say whether the answer is stored and where its card stands, so whoever runs
    this again after a crash takes up what is left.
    """
    state = ask(request, desk, key)
    if not state.startswith(A_COMMAND):
        deliver(desk, key, request.place)
    return state


def _give_up(desk: Desk, job: Job, problem: Exception) -> str:
    """`failed`; the person is told that this one has to be made by hand, and the audit trail says why."""
    place, request = _place_of(desk, job), _request_of(desk, job)
    card = card_for(problem if isinstance(problem, Broken) else Exception(), job.id)
    report = manual_report.report_on(desk, job, problem, place, request)
    is_late = isinstance(problem, TryLater)
    sentence = f"Taking too long: handed to {report.handed_to}. {problem}" if is_late else card.summary
    _file_failure(desk, job, problem, report, sentence)
    try:
        # A report's e-mail has the report's own name: its exception is filed, and the report stays as it stands.
        if place is not None and place.surface in desk.voices and job.kind != "manual":
            _post_failure(desk, job, place, report.card(sentence) if place.is_private else card)
        manual_report.tell(desk, job, report, place, sentence)
    except Exception:
        log.exception("job %s could not even say that it failed", job.id)
    return "failed"


def _file_failure(desk: Desk, job: Job, problem: Exception, report: manual_report.Report, sentence: str) -> None:
    entry = audit.Entry(
        actor="quartermaster",
        on_behalf_of="operator",
        action="job:fail",
        subject=job.id,
        reason=type(problem).__name__,
        outcome="failed",
        inputs={"error": str(problem), "handed_to": report.handed_to},
    )
    with desk.db.begin() as session:
        # Filed already, it failed before a crash, and is in the trail.
        if review_queue.file(session, desk.db, manual_report.item_of(desk, job, problem, report, sentence)):
            audit.write(session, desk.db, entry, desk.now())


def _request_of(desk: Desk, job: Job) -> Request | None:
    try:
        heard = inbox.find(desk.db, job.inbox_key)
        meant = desk.read(heard, desk) if heard else None
    except Exception:
        log.exception("the event of job %s cannot be read", job.id)
        return None
    return meant if isinstance(meant, Request) else None


def _place_of(desk: Desk, job: Job) -> Place | None:
    heard = inbox.find(desk.db, job.inbox_key)
    try:
        meant = desk.read(heard, desk) if heard else None
    except Exception:
        log.exception("the event of job %s cannot be read", job.id)
        return None
    return meant.place if isinstance(meant, Request | Press) else None


def _post_failure(desk: Desk, job: Job, place: Place, card: Card) -> None:
    if not place.channel:
        # A form, or a button on the app's own tab, stands nowhere.
        place = desk.voice(place).dm(place.user)
    thread = place.model_copy(update={"thread": place.thread or place.message, "message": ""})
    with desk.db.begin() as session:
        posts.keep(session, desk.db, job.id, thread, card, desk.now())
    deliver(desk, job.id)
