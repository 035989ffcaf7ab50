"""One flow, lived by processes that are killed: each is forked from this one, does the flow, and dies at its Nth point.

A point stands before and after every commit and every call of the outside. The next process hears the same again, as
Slack repeats itself and triggers look again, and brings to an end whatever is unfinished. What is left then must look
exactly like what a life without a death leaves.
"""

from __future__ import annotations

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
from sqlalchemy.engine.default import DefaultDialect

from bot.bootstrap import make_desk, sort_out
from bot.settings import Settings
from domain.errors import TryLater
from gateways.email.local import EmlFolder
from handlers.desk import Desk
from handlers.work import do_job
from scheduler.clock import Timekeeper
from scheduler.trigger import every_trigger
from store import approvals, audit, inbox, jobs, nudges
from store.approvals import approvals as approval_rows
from store.changes import changes as change_rows
from store.clock import Clock
from store.crm import tables as crm
from store.effects import effects
from store.nudges import nudges as nudge_rows
from store.review_queue import review_items
from store.session import Database, open_database
from store.types import Instant
from store.vault import Vault
from tests import postgres
from tests.office import KEY, NOW, Memory, Office

WARM: dict[str, Any] = {}
"""Statements that this process has compiled once, by kind of database, so that those it forks need not."""
RANDOM = re.compile(r"[0-9a-f]{16,}|\d{1,2}:\d\d(:\d\d)?( UTC)?")


class Wall(Memory):
    """A surface outside the process: what was said to it stands, however the process dies."""

    def __init__(self, file: Path, point: Callable[[str], None] = lambda _name: None) -> None:
        super().__init__()
        self.file, self.point = file, point
        if file.exists():
            self.messages, self.files, said = pickle.loads(file.read_bytes())
            for _ in range(said):
                next(self._ts)

    def post(self, place, card, key):  # type: ignore[no-untyped-def]
        """A message that stays."""
        return self._keeping("post", lambda: super(Wall, self).post(place, card, key))

    def update(self, place, message, card):  # type: ignore[no-untyped-def]
        """A change that stays."""
        return self._keeping("update", lambda: super(Wall, self).update(place, message, card))

    def upload(self, place, filename, content, title):  # type: ignore[no-untyped-def]
        """A file that stays."""
        return self._keeping("upload", lambda: super(Wall, self).upload(place, filename, content, title))

    def _keeping(self, name: str, say: Callable[[], Any]) -> Any:
        self.point(f"before {name}")
        said = say()
        draft = self.file.with_suffix(".new")
        draft.write_bytes(pickle.dumps((self.messages, self.files, len(self.messages))))
        draft.replace(self.file)
        self.point(f"after {name}")
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


@dataclass
class Stage:
    """Everything before the last act: files to copy, the events to hear, and how it ends if nobody dies."""

    flow: Flow
    folder: Path
    database: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    points: int = 0
    ends: Any = None


def set_up(flow: Flow, template: Path | str, company: Any, folder: Path) -> Stage:
    """A flow up to its last act, over a copy of a database with the demo company: a file, or the name of one."""
    stage = Stage(flow, folder)
    if isinstance(template, Path):
        shutil.copy(template, folder / "quartermaster.db")
    else:
        stage.database = postgres.empty_database(template)
    db = opened(stage, folder)
    office = Office.__new__(Office)
    later = lambda session, job_id: office.later(session, job_id)  # noqa: E731
    desk = make_desk(db, settings_of(stage, folder), {"slack": Wall(folder / "wall")}, later, later)
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
    return Settings(home=folder, database_url=stage.database)


def url_of(stage: Stage, folder: Path) -> str:
    """The database of a process over this folder."""
    return settings_of(stage, folder).url


def _lived_through(stage: Stage, folder: Path) -> tuple[Any, int]:
    with copied(stage, folder) as here:
        # In this process, so that those it forks find compiled what they will say to the database.
        passed = _life(here, folder)
        return picture(here, folder), passed


class copied:
    """The stage, over a copy of its files and its database, for as long as it is looked at."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage, self._folder = stage, folder

    def __enter__(self) -> Stage:
        shutil.copytree(self._stage.folder, self._folder, ignore=shutil.ignore_patterns("*.db-shm"))
        self._database = (
            postgres.empty_database(str(make_url(self._stage.database).database)) if self._stage.database else ""
        )
        return Stage(self._stage.flow, self._folder, self._database, self._stage.events)

    def __exit__(self, *_: object) -> None:
        if self._database:
            postgres.drop_database(self._database)
        shutil.rmtree(self._folder)


def killed_at(stage: Stage, folder: Path, kill_at: int) -> Any:
    """What is left after a death at the Nth point and a second life; None when nobody died."""
    with copied(stage, folder) as here:
        ended = _in_a_process(lambda: _life(here, folder, kill_at))
        assert ended in (0, -signal.SIGKILL), kill_at
        if ended == 0:
            return None
        assert _in_a_process(lambda: _life(here, folder, after_death=True)) == 0, kill_at
        return picture(here, folder)


def _in_a_process(work: Callable[[], Any]) -> int:
    """How a process of its own ended that did this: 0, or the signal that killed it."""
    child = os.fork()
    if not child:
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
        event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close())
    for engine in (db.engine, db.reader):
        engine._compiled_cache = WARM.setdefault(engine.dialect.name, engine._compiled_cache)
    return db


def _life(stage: Stage, folder: Path, kill_at: int = 0, after_death: bool = False) -> int:
    """How many points it passed, if it came to its end."""
    passed = 0

    def point(_name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    db = opened(stage, folder)
    nothing = lambda _session, _job_id: None  # noqa: E731
    desk = make_desk(db, settings_of(stage, folder), {"slack": Wall(folder / "wall", point)}, nothing, nothing)
    # What was begun and not ended is nobody else's call after a minute.
    desk.clock.move(by=stage.flow.by if not after_death else timedelta(minutes=1))
    with pytest.MonkeyPatch.context() as patch:
        _around(patch, DefaultDialect, "do_commit", point)
        _around(patch, EmlFolder, "send", point)
        _act(stage, desk)
    db.dispose()
    return passed


def _around(patch: pytest.MonkeyPatch, owner: Any, method: str, point: Callable[[str], None]) -> None:
    original = getattr(owner, method)

    def wrapped(*args: Any, **more: Any) -> Any:
        point(f"before {method}")
        result = original(*args, **more)
        point(f"after {method}")
        return result

    patch.setattr(owner, method, wrapped)


def _act(stage: Stage, desk: Desk) -> None:
    for number, heard in enumerate(stage.events):
        _hear(desk, f"last act {number}", heard)
    if stage.flow.watches:
        _look(desk)
    _finish(desk)
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
    due = {"nudge": nudges.due, "expire": approvals.due}
    times = Timekeeper(desk.db, Clock(desk.db, 0), every_trigger(), lambda: "UTC", lambda _session, _job: None, due)
    times.look()


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
        return {**_rows(db), "trail": _trail(db), **_said(folder)}
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
    )
    records = (crm.opportunities, crm.stage_changes, crm.activities, crm.leads)
    with db.engine.connect() as connection:

        def read(table: Any, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
            rows = connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}").cursor
            assert rows is not None
            return [tuple(row) for row in rows.fetchall()]

        # A message that cannot go out ends one way, and when it has ended already another: it goes out neither way.
        same = {"dropped": "not sent", "failed": "not sent", "refused": "not sent"}
        ours = {table.name: Counter(tuple(map(_plain, row)) for row in read(table, names)) for table, names in kept}
        of_jobs = Counter(
            (kind, state, same.get(outcome, outcome) if kind == "nudge" else outcome)
            for kind, state, outcome in read(*kept[0])
        )
        ours[jobs.jobs.name] = of_jobs
        return ours | {table.name: sorted(map(repr, read(table, _lasting(table)))) for table in records}


def _lasting(table: Any) -> tuple[str, ...]:
    return tuple(c.name for c in table.c if not isinstance(c.type, Instant | Date))


def _trail(db: Database) -> Counter[Any]:
    # A look that is looked again is two looks, and both are in the trail; so is a sweep of what is kept no longer.
    said = (
        "SELECT actor, action, subject, outcome FROM app_audit WHERE action NOT IN ('trigger:fire', 'retention:delete')"
    )
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
