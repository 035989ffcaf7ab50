"""Wires one process: database, engine, surfaces and handlers, each part handed what it may reach and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.ears import Ears
from bot.model_wiring import model_of
from bot.names import NamesOfCompany
from bot.opening import make_home as make_home
from bot.opening import open_alive
from bot.opening import open_store as open_store
from bot.settings import Settings
from bot.surfaces.slack import parse
from domain.errors import QuartermasterError
from domain.work import Person, Press, Request
from gateways.crm.local import LocalReaders
from gateways.crm.local_writer import LocalWriter
from gateways.crm.remote_writer import RemoteWriter
from gateways.crm.wire import Wire
from gateways.crm.writing import Writer
from gateways.email import Mailbox
from gateways.guard import Guard
from handlers.desk import Desk, Opened, Voice
from handlers.line import MostAtOnce, tell_place
from scheduler.engine import Engine, StepRunner
from scheduler.lease import Heart
from scheduler.pump import Pump
from store import approvals, changes, conversations, jobs, nudges, pauses, sla
from store.checkpoints import Checkpoints
from store.clock import Clock
from store.inbox import Heard
from store.jobs import Job
from store.protection import let_app_enqueue
from store.session import Database

if TYPE_CHECKING:
    from scheduler.clock import Timekeeper


def checkpoints_of(settings: Settings) -> Checkpoints:
    """Where signed heads of the audit chain are kept; nothing is made until the first is written."""
    return Checkpoints(settings.checkpoint_folder, settings.signing_key_file, settings.signing_key.get_secret_value())


def mail_of(settings: Settings) -> Mailbox | None:
    """The mail server's mailbox; None where none is set. Nothing is sent to find out."""
    url = settings.smtp_url.get_secret_value()
    if not url:
        return None
    from gateways.email.smtp import SmtpMailbox, server_of

    return SmtpMailbox(server_of(url, settings.mail_from))


def writer_of(settings: Settings, db: Database) -> Writer:
    """The CRM's write side: a bridge where one is set, else the mirror itself. Nothing is sent to find out."""
    if not settings.crm_url:
        return LocalWriter(db)
    return RemoteWriter(db, Wire(settings.crm_url, settings.crm_token.get_secret_value()))


def no_worker(_session: Any, job_id: str) -> None:
    """Stands where there is no worker process: on the command line."""
    raise RuntimeError(f"job {job_id} needs the worker process, which the command line does not start")


def make_desk(
    db: Database,
    settings: Settings,
    voices: Mapping[str, Voice],
    later: Callable[[Any, str], None] = no_worker,
    again: Callable[[Any, str], None] = no_worker,
) -> Desk:
    """What handlers may reach in this process."""
    clock = Clock(db)
    return Desk(
        db=db,
        clock=clock,
        voices=voices,
        readers=LocalReaders(db),
        snapshot=lambda: readers_of_one_moment(db),
        names=NamesOfCompany(db),
        guard=Guard(db, writer_of(settings, db), clock.now, settings.operators),
        read=read_slack,
        later=later,
        again=again,
        home_folder=settings.home,
        operators=settings.operators,
        record_url=settings.record_url,
        model=model_of(settings, db, clock),
        mail=mail_of(settings),
        checkpoints=checkpoints_of(settings),
    )


@contextmanager
def readers_of_one_moment(db: Database) -> Iterator[LocalReaders]:
    """Both readers over one snapshot."""
    with db.snapshot() as snapshot:
        yield LocalReaders(snapshot)


@dataclass
class Process:
    """One running role: `front` hears and answers, `worker` makes files and does what must not slow the front."""

    db: Database
    desk: Desk
    engine: Engine
    pump: Pump | None = None
    timekeeper: Timekeeper | None = None
    heart: Heart | None = None

    @cached_property
    def ears(self) -> Ears:
        """What commits events for this process."""
        ears = Ears(self.db)
        if self.pump is not None:
            ears.wakes(self.pump.wake)
        return ears

    def hear(self, key: str, kind: str, payload: dict[str, Any]) -> bool:
        """Whether the event is new; it is committed when this returns."""
        return self.ears.hear(key, kind, payload)

    def hear_all(self, events: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
        """Commits all of these events (key, kind, payload), or raises StoreBusy and keeps none."""
        self.ears.hear_all(events)

    def pending(self, key: str) -> bool:
        """Whether an event still has work to do."""
        return jobs.is_pending(self.db, key)

    def stop(self) -> None:
        """Ends the role: running work first, then the engine, then the database."""
        if self.pump is not None:
            self.pump.stop()
        if self.timekeeper is not None:
            self.timekeeper.stop()
        self.engine.stop()
        if self.desk.model is not None:
            self.desk.model.close()
        if self.heart is not None:
            # Last but for the connections: until here, what still ran was in nobody else's hands.
            self.heart.stop()
        self.db.dispose()


def start(
    settings: Settings, role: str, voices: Mapping[str, Voice], opened: tuple[Database, Heart | None] | None = None
) -> Process:
    """A process of this role, its engine launched. The front's pump is started by its caller, once it can speak."""
    db, heart = opened or open_alive(settings, role)

    def carry_out(job_id: str, step: StepRunner) -> None:
        # What does the work weighs as much as all that listens; who opens the bot's page has it loaded before they ask.
        from handlers.work import do_job

        do_job(desk, job_id, step)

    engine = Engine(
        settings.url,
        role,
        carry_out,
        db.lease,
        lambda deaths: count_deaths(db, deaths),
    )
    desk = make_desk(db, settings, voices, engine.enqueue, engine.enqueue_again)
    engine.start()
    let_app_enqueue(settings.url)
    process = Process(db, desk, engine, heart=heart)
    if heart is not None:
        heart.takes_over(engine.take_over)
    if role == "front":
        process.pump = Pump(
            db,
            engine,
            lambda heard: sort_out(heard, desk),
            desk.clock,
            most=MostAtOnce(desk),
            tell=lambda job, place: tell_place(desk, job, place),
        )
    else:
        process.timekeeper = keep_time(db, desk, engine)
        process.timekeeper.start()
    return process


def count_deaths(db: Database, deaths: Iterable[tuple[str, str]]) -> None:
    """Keeps with each job (id, process) that a process died at it, before another one is put to it."""
    counted = list(deaths)
    if not counted:
        return
    with db.begin() as session:
        for job_id, process in counted:
            jobs.count_death(session, job_id, process)


def keep_time(db: Database, desk: Desk, engine: Engine) -> Timekeeper:
    """What fires triggers, and submits what has fallen due, in the worker."""

    # The scheduler is the worker's alone.
    from scheduler import chain
    from scheduler.clock import Timekeeper
    from scheduler.trigger import every_trigger

    def zone() -> str:
        return str(desk.settings()["company.timezone"])

    return Timekeeper(
        db,
        desk.clock,
        every_trigger(),
        zone,
        engine.enqueue,
        {
            "nudge": nudges.due,
            "expire": approvals.due,
            "sync": changes.sync_due,
            "alert": pauses.untold,
            "sla": sla.due,
            "wake": chain.due,
        },
    )


def sort_out(heard: Heard, desk: Desk) -> Job | None:
    """The job that an event asks for; None when nothing is asked of us."""
    meant = read_slack(heard, desk)
    match meant:
        case Request(id=id_, place=place):
            return _job(id_, "question", heard, f"{place.surface}:{place.channel}:{place.thread}")
        case Press(id=id_, place=place):
            return _job(id_, "press", heard, f"{place.surface}:{place.channel}:{place.thread or place.user}")
        case Opened(user=user):
            return _job(f"home:{heard.key}", "home", heard, f"home:{user}")
    return None


def _job(id_: str, kind: str, heard: Heard, lane: str) -> Job:
    return Job(id=id_[:200], kind=kind, inbox_key=heard.key, lane=lane[:255], state="queued", outcome=None)


def read_slack(heard: Heard, desk: Desk) -> Request | Press | Opened | None:
    """What a Slack event means, with the speaker still to be looked up."""
    event = parse.to_event(heard.payload, lambda user: _name_of(desk, user))
    if event is None:
        return None
    if event.team and event.team not in parse.teams_of(heard.payload):
        # Somebody of another workspace in a shared channel: nothing here is theirs to ask.
        return None
    somebody = Person(name=event.place.user)
    if event.kind in ("press", "form"):
        return parse.to_press(event, somebody, heard.received_at)
    if event.kind in ("home", "opened"):
        return Opened("slack", event.place.user, event.kind == "home", event.place.channel)
    if event.kind == "closed" or (event.kind == "thread" and not _is_ours(desk, event)):
        return None
    return parse.to_request(event, somebody, heard.received_at)


def _is_ours(desk: Desk, event: parse.Event) -> bool:
    """Whether we have answered in this thread: only then does a message without a mention concern us."""
    return conversations.is_known(desk.db, f"slack:{event.place.channel}:{event.place.thread}")


def _name_of(desk: Desk, user: str) -> str:
    """The person's name; their id while Slack cannot tell, since an event must not wait for a name."""
    try:
        return str(desk.voices["slack"].profile(user).get("name") or user)
    except QuartermasterError:
        return user
