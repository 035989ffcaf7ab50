"""One flow, lived by processes that are killed: each is forked from this one, does the flow, and dies at its Nth point.

A point stands before every commit and every call of the outside. What a death leaves stays the same until the next of
these, so that each state that a death can leave is looked at once; the torture dies right after each as well. Then this
process opens what was left,
hears the same again, as Slack repeats itself and triggers look again, and brings to an end whatever is unfinished.
What is left then must look exactly like what a life without a death leaves.
"""

from __future__ import annotations

import gc
import os
import pickle
import re
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, event, make_url

from bot.bootstrap import keep_time, make_desk, sort_out
from bot.settings import Settings
from domain.errors import TryLater
from gateways.crm.wire import Wire
from gateways.email.local import EmlFolder
from handlers.desk import Desk
from handlers.work import do_job
from store import audit, inbox, jobs
from store.approvals import approvals as approval_rows
from store.changes import changes as change_rows
from store.crm import tables as crm
from store.effects import effects
from store.nudges import nudges as nudge_rows
from store.pauses import pauses
from store.review_queue import review_items
from store.session import Database, open_database
from store.sla import marks
from store.types import Instant
from store.vault import Vault
from store.wakes import wakes
from tests import postgres
from tests.crash.ledger import Ledger
from tests.office import KEY, NOW, Memory, Office

WARM: dict[str, Any] = {}
"""Statements that this process has compiled once, by kind of database, so that those it forks need not."""
RANDOM = re.compile(r"[0-9a-f]{16,}|\d{1,2}:\d\d(:\d\d)?(\.\d+)?( UTC)?")


class Wall(Memory):
    """A surface outside the process: what was said to it stands, however the process dies."""

    def __init__(self, file: Path, point: Callable[[], None] = lambda: None, after_too: bool = False) -> None:
        super().__init__()
        self.file, self.point, self.after_too = file, point, after_too
        if file.exists():
            self.messages, self.files, said = pickle.loads(file.read_bytes())
            for _ in range(said):
                next(self._ts)

    def post(self, place, card, key):  # type: ignore[no-untyped-def]
        """A message that stays."""
        return self._keeping(lambda: super(Wall, self).post(place, card, key))

    def update(self, place, message, card):  # type: ignore[no-untyped-def]
        """A change that stays."""
        return self._keeping(lambda: super(Wall, self).update(place, message, card))

    def upload(self, place, filename, content, title):  # type: ignore[no-untyped-def]
        """A file that stays."""
        return self._keeping(lambda: super(Wall, self).upload(place, filename, content, title))

    def _keeping(self, say: Callable[[], Any]) -> Any:
        self.point()
        said = say()
        draft = self.file.with_suffix(".new")
        draft.write_bytes(pickle.dumps((self.messages, self.files, len(self.messages))))
        draft.replace(self.file)
        if self.after_too:
            self.point()
        return said


@dataclass(frozen=True)
class Flow:
    """What happens last, after everything that led there: events that are heard, and time that has passed."""

    prepare: Callable[[Office], None]
    """Leads there; what the last person does is not heard any more, but kept to be heard by those who die."""
    watches: bool = False
    """Whether triggers look, and what is due is done."""
    mails: bool = False
    """Whether an e-mail may be lost to nobody's knowledge, which then waits for a person."""
    by: timedelta = timedelta()
    """By how much the clock is moved before."""
    crm: bool = False
    """Whether records lie in a CRM elsewhere, and not in the mirror alone."""
    later: tuple[timedelta, ...] = ()
    """By how much the clock is moved after that, each time to look again; a CRM that was away is back by then."""
    parts: int = 1
    """In how many parts its points are tried, so that several processes can share them."""


@dataclass
class Stage:
    """Everything before the last act: files to copy, the events to hear, and how it ends if nobody dies."""

    flow: Flow
    folder: Path
    database: str = ""
    ledger: Ledger | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    points: int = 0
    ends: Any = None


def set_up(flow: Flow, template: Path | str, company: Any, folder: Path, ledger: Ledger | None = None) -> Stage:
    """A flow up to its last act, over a copy of a database with the demo company: a file, or the name of one."""
    stage = Stage(flow, folder, ledger=ledger if flow.crm else None)
    if stage.ledger is not None:
        stage.ledger.folder = folder
    if isinstance(template, Path):
        shutil.copy(template, folder / "quartermaster.db")
    else:
        stage.database = postgres.empty_database(template)
    db = opened(stage, folder)
    office = Office.__new__(Office)
    later = lambda session, job_id: office.later(session, job_id)  # noqa: E731
    settings = settings_of(stage, folder)
    desk = make_desk(db, settings, {"slack": Wall(folder / "wall")}, later, later)
    office.__init__(desk, db, desk.voices["slack"], company)  # type: ignore[misc]
    desk.clock.move(to=NOW)
    flow.prepare(office)
    stage.events = office.__dict__.pop("kept", [])
    db.dispose()
    stage.ends, stage.points = _lived_through(stage, folder.parent / f"{folder.name} without a death")
    return stage


def keep_instead(office: Office) -> None:
    """From now on what people do is not heard, but kept for the processes that die."""
    office.kept = kept = []  # type: ignore[attr-defined]
    office.hear = lambda payload, key="": str(kept.append(payload) or "kept")  # type: ignore[method-assign]


def settings_of(stage: Stage, folder: Path) -> Settings:
    """The settings of a process over this folder."""
    url = stage.ledger.url if stage.ledger else ""
    return Settings(home=folder, database_url=stage.database, crm_url=url)


def url_of(stage: Stage, folder: Path) -> str:
    """The database of a process over this folder."""
    return settings_of(stage, folder).url


def _lived_through(stage: Stage, folder: Path) -> tuple[Any, int]:
    with copied(stage, folder) as here:
        # In this process, so that those it forks find compiled what they will say to the database.
        passed = _life(here, folder)
        ends = picture(here, folder)
        # Whoever looks again where nothing is left to do changes nothing.
        _life(here, folder, after_death=True)
        assert picture(here, folder) == ends
        return ends, passed


class copied:
    """The stage, over a copy of its files and its database, for as long as it is looked at."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage, self._folder = stage, folder

    def __enter__(self) -> Stage:
        shutil.copytree(self._stage.folder, self._folder, ignore=shutil.ignore_patterns("*.db-shm"))
        if self._stage.ledger is not None:
            self._stage.ledger.folder = self._folder
        self._database = (
            postgres.empty_database(str(make_url(self._stage.database).database)) if self._stage.database else ""
        )
        return Stage(self._stage.flow, self._folder, self._database, self._stage.ledger, self._stage.events)

    def __exit__(self, *_: object) -> None:
        if self._database:
            postgres.drop_database(self._database)
        shutil.rmtree(self._folder)


def killed_at(stage: Stage, folder: Path, kill_at: int, *, after_too: bool = False) -> Any:
    """What is left after a death at the Nth point and a second life; None when nobody died."""
    with copied(stage, folder) as here:
        ended = _in_a_process(lambda: _life(here, folder, kill_at, after_too=after_too))
        assert ended in (0, -signal.SIGKILL), kill_at
        if ended == 0:
            return None
        # Nothing of the dead is left but files; whoever comes next is this process, which lives on.
        _life(here, folder, after_death=True)
        return picture(here, folder)


def _in_a_process(work: Callable[[], Any]) -> int:
    """How a process of its own ended that did this: 0, or the signal that killed it."""
    child = os.fork()
    if not child:
        # To look for garbage would touch, and so copy, everything that the child shares with this process.
        gc.disable()
        try:
            work()
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def opened(stage: Stage, folder: Path) -> Database:
    """The database of this folder. It need not survive a power cut, which is not what is tried here."""
    db = open_database(url_of(stage, folder), Vault([KEY]))
    if db.is_sqlite:
        for moment in ("connect", "checkin"):
            event.listen(db.engine, moment, _need_not_wait)
    for part, engine in (("app", db.engine), ("reader", db.reader)):
        kind = f"{part} {engine.dialect.name}"
        if kind not in WARM:
            # The first connection tells its dialect what the server can do.
            engine.connect().close()
            WARM[kind] = engine.dialect, engine._compiled_cache
        # A compiled statement is known by its dialect, so that each of a kind is the one of the first life.
        engine.dialect, engine._compiled_cache = WARM[kind]
    return db


def _need_not_wait(connection: Any, _record: Any) -> None:
    if connection is not None:
        connection.execute("PRAGMA synchronous=OFF").close()


def _life(stage: Stage, folder: Path, kill_at: int = 0, *, after_death: bool = False, after_too: bool = False) -> int:
    """How many points it passed, if it came to its end."""
    passed = 0

    def point() -> None:
        nonlocal passed
        passed += 1
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    db = opened(stage, folder)
    nothing = lambda _session, _job_id: None  # noqa: E731
    desk = make_desk(
        db, settings_of(stage, folder), {"slack": Wall(folder / "wall", point, after_too)}, nothing, nothing
    )
    # What was begun and not ended is nobody else's call after a minute.
    desk.clock.move(by=stage.flow.by if not after_death else timedelta(minutes=1))
    with pytest.MonkeyPatch.context() as patch:
        # Readers commit too, and nothing by it: each step is a commit of the connections that write.
        _around(patch, db.engine.dialect, "do_commit", point, after_too)
        _around(patch, EmlFolder, "send", point, after_too)
        _around(patch, Wire, "exchange", point, after_too)
        _act(stage, desk)
    db.dispose()
    return passed


def _around(
    patch: pytest.MonkeyPatch, owner: Any, method: str, point: Callable[[], None], after_too: bool
) -> None:  # fmt: skip
    original = getattr(owner, method)

    def wrapped(*args: Any, **more: Any) -> Any:
        point()
        try:
            return original(*args, **more)
        finally:
            # A step that failed is over too.
            if after_too:
                point()

    patch.setattr(owner, method, wrapped)


def _act(stage: Stage, desk: Desk) -> None:
    for number, heard in enumerate(stage.events):
        _hear(desk, f"last act {number}", heard)
    _look_and_finish(stage, desk)
    for pause in stage.flow.later:
        if stage.ledger is not None and stage.ledger.mood == "away":
            stage.ledger.mood = "ok"
        desk.clock.move(by=pause)
        _look_and_finish(stage, desk)
    if stage.flow.watches:
        _look_and_finish(stage, desk)


def _look_and_finish(stage: Stage, desk: Desk) -> None:
    if stage.flow.watches:
        _look(desk)
    _finish(desk)


def _hear(desk: Desk, key: str, event: dict[str, Any]) -> None:
    inbox.hear(desk.db, key, "event", event, desk.now())
    heard = inbox.find(desk.db, key)
    assert heard is not None
    job = sort_out(heard, desk)
    assert job is not None
    with desk.db.begin() as session:
        inbox.take(session, [key], job.id)
        jobs.add(session, job, "front", desk.now())


def _look(desk: Desk) -> None:
    """What the worker's clock does every second: triggers fire, and what is due is submitted."""
    keep_time(desk.db, desk, _Nobody()).look()  # type: ignore[arg-type]


class _Nobody:
    """Stands for the engine: what is submitted is taken up in its turn."""

    def enqueue(self, _session: Any, _job: str) -> None:
        """Nothing to do."""


def _finish(desk: Desk) -> None:
    """Everything unfinished to its end, and what that asks for."""
    for _ in range(20):
        left = [*jobs.unfinished(desk.db, "front"), *jobs.unfinished(desk.db, "worker")]
        if not left:
            return
        for one in left:
            with suppress(TryLater):
                do_job(desk, one.id, lambda _name, fn, *args: fn(*args))
    raise AssertionError(f"these never end: {left}")


def picture(stage: Stage, folder: Path) -> dict[str, Any]:
    """What is left: records, changes, decisions, jobs, messages and mails, without what is new in every life."""
    db = opened(stage, folder)
    try:
        assert audit.verify(db)[1] == [], "the trail does not verify"
        written = stage.ledger.written if stage.ledger else {}
        return {**_rows(db), "trail": _trail(db), **_said(folder), "written": written}
    finally:
        db.dispose()


def _rows(db: Database) -> dict[str, Any]:
    kept = (
        (jobs.jobs, ("kind", "state", "outcome")),
        (approval_rows, ("status", "decided_by")),
        (change_rows, ("kind", "record_id", "status")),
        (nudge_rows, ("kind", "to_id", "state")),
        (review_items, ("kind", "status", "decision")),
        (effects, ("state",)),
        (pauses, ("agent", "state", "failed", "ended")),
        (marks, ("what", "whom")),
        (wakes, ("agent", "hop", "because")),
    )
    records = (crm.opportunities, crm.stage_changes, crm.activities, crm.leads)
    with db.engine.connect() as connection:

        def read(table: Any, names: tuple[str, ...], order: str = "") -> list[tuple[Any, ...]]:
            rows = connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}{order}").cursor
            assert rows is not None
            return rows.fetchall()

        # A message that cannot go out ends one way, and when it has ended already another: it goes out neither way.
        same = {"dropped": "not sent", "failed": "not sent", "refused": "not sent"}
        ours = {table.name: Counter(tuple(map(_plain, row)) for row in read(table, names)) for table, names in kept}
        of_jobs = Counter(
            (kind, state, same.get(outcome, outcome) if kind == "nudge" else outcome)
            for kind, state, outcome in read(*kept[0])
            # Each try at a CRM that was away is a job; what came of them is what counts.
            if kind != "sync"
        )
        ours[jobs.jobs.name] = of_jobs
        return ours | {table.name: read(table, _lasting(table), " ORDER BY id") for table in records}


def _lasting(table: Any) -> tuple[str, ...]:
    return tuple(c.name for c in table.c if not isinstance(c.type, Instant | Date))


def _trail(db: Database) -> Counter[Any]:
    # A look that is looked again is two looks, and both are in the trail.
    said = "SELECT actor, action, subject, outcome FROM app_audit WHERE action <> 'trigger:fire'"
    with db.engine.connect() as connection:
        return Counter(tuple(_plain(word) for word in row) for row in connection.exec_driver_sql(said))


def _said(folder: Path) -> dict[str, Any]:
    wall = Wall(folder / "wall")
    cards = Counter(
        (channel, _plain(said["key"]), _plain(said["card"].title), _plain(said["card"].summary))
        for (channel, _), said in wall.messages.items()
    )
    outbox = folder / "outbox"
    mails = Counter(
        sorted(
            line
            for file in (outbox.glob("*.eml") if outbox.exists() else ())
            for line in file.read_text().splitlines()
            if line.startswith(("To:", "Subject:"))
        )
    )
    return {"cards": cards, "files": len(wall.files), "mails": mails}


def _plain(value: Any) -> Any:
    return RANDOM.sub("#", value) if isinstance(value, str) else value
