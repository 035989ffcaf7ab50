"""An approved change, and the process killed at every point of it: written once, audited once, said once."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
import traceback
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine.default import DefaultDialect

from bot.bootstrap import make_desk, sort_out
from bot.settings import Settings
from handlers.work import do_job
from store import approvals, audit, changes, inbox, jobs
from store.crm.tables import opportunities, people, stage_changes
from store.session import open_database
from store.vault import Vault
from tests.office import KEY, PEOPLE, TEAM, Memory, button, open_office

LEAST_POINTS, MOST_POINTS = 20, 400
MANAGER = "Dana Whitfield"


class OnDisk(Memory):
    """A surface outside the process: what was said to it stands, however the process dies."""

    def __init__(self, file: Path, point=lambda name: None) -> None:
        super().__init__()
        self.file, self.point = file, point
        if file.exists():
            self.messages, said = pickle.loads(file.read_bytes())
            for _ in range(said):
                next(self._ts)

    def post(self, place, card, key):
        self.point(f"before post {key}")
        ts = super().post(place, card, key)
        self._keep()
        self.point(f"after post {key}")
        return ts

    def update(self, place, message, card):
        self.point("before update")
        super().update(place, message, card)
        self._keep()
        self.point("after update")

    def _keep(self) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_bytes(pickle.dumps((self.messages, len(self.messages))))
        draft.replace(self.file)


@pytest.fixture(scope="module")
def asked(office_template, tmp_path_factory):
    """(folder, event, deal): a rep's proposal on the manager's card, and the press that says yes to it."""
    folder = tmp_path_factory.mktemp("asked")
    office = open_office(*office_template, folder)
    office.slack.__class__ = OnDisk
    office.slack.file, office.slack.point = folder / "slack.pickle", lambda name: None
    mine = select(people.c.id).where(people.c.name == "Priya Raman").scalar_subquery()
    open_deal = select(opportunities).where(opportunities.c.is_open, opportunities.c.owner_id == mine)
    with office.db.reading() as connection:
        deal = dict(
            connection.execute(open_deal.where(opportunities.c.stage_id == "proposal").limit(1)).mappings().one()
        )
    office.says("Priya Raman", f"record {deal['id']}")
    office.presses("Priya Raman", "Update")
    form = office.slack.forms[-1]
    values = {one.name: one.value for one in form.fields} | {"stage_id": "negotiation", "next_step": "Sign"}
    office.submits("Priya Raman", form, values)
    (channel, ts), message = next(
        (place, m) for place, m in office.slack.messages.items() if m["key"].endswith(PEOPLE[MANAGER])
    )
    press, value = button(message["card"], "Approve")
    office.db.dispose()
    event = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": PEOPLE[MANAGER], "team_id": TEAM},
        "trigger_id": "t.yes",
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": ts, "channel_id": channel},
        "message": {"ts": ts},
        "actions": [{"type": "button", "action_id": press, "value": value, "action_ts": "77.0"}],
    }
    return folder, event, deal["id"]


def in_a_process(work):
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


def bot(folder, event, kill_at=0):
    """Takes up whatever is unfinished, then hears the event, and dies at its Nth point; 0 never."""
    passed = 0

    def point(name):
        nonlocal passed
        passed += 1
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    db = open_database(f"sqlite:///{folder / 'quartermaster.db'}", Vault([KEY]))
    slack = OnDisk(folder / "slack.pickle", point)
    desk = make_desk(db, Settings(home=folder), {"slack": slack}, lambda _session, _job_id: None)
    commit = DefaultDialect.do_commit

    def do_commit(self, connection):
        point("before commit")
        commit(self, connection)
        point("after commit")

    DefaultDialect.do_commit = do_commit
    inbox.hear(db, "yes", "event", event, desk.now())
    heard = inbox.find(db, "yes")
    job = sort_out(heard, desk)
    with db.begin() as session:
        inbox.take(session, ["yes"], job.id)
        jobs.add(session, job, "front", desk.now())
    for role in ("front", "worker"):
        for one in jobs.unfinished(db, role):
            do_job(desk, one.id, lambda _name, fn, *args: fn(*args))


def once_killed_at(asked, folder, kill_at):
    """Whether the process came through alive; either way the outcome is looked at."""
    template, event, deal = asked
    shutil.copytree(template, folder)
    ended = in_a_process(lambda: bot(folder, event, kill_at))
    assert ended in (0, -signal.SIGKILL), kill_at
    assert in_a_process(lambda: bot(folder, event)) == 0, kill_at
    assert_one_outcome(folder, deal, kill_at)
    shutil.rmtree(folder)
    return ended == 0


def assert_one_outcome(folder, deal, where):
    db = open_database(f"sqlite:///{folder / 'quartermaster.db'}", Vault([KEY]))
    with db.reading() as connection:
        held = connection.execute(select(opportunities).where(opportunities.c.id == deal)).mappings().one()
        moved = select(func.count()).where(stage_changes.c.opportunity_id == deal, stage_changes.c.id.startswith("qm"))
        assert connection.execute(moved).scalar() == 1, where
    assert (held["stage_id"], held["next_step"]) == ("negotiation", "Sign"), where
    (change,) = changes.of_record(db, deal)
    assert change.status == "done", where
    trail = [(entry["action"], entry["outcome"]) for entry in audit.entries(db)]
    for once in (("approval:grant", "approved"), ("opportunity:update", "intent"), ("opportunity:update", "done")):
        assert trail.count(once) == 1, (where, trail)
    assert audit.verify(db)[1] == [], where
    assert approvals.find(db, change.approval_id).status == "done", where
    assert jobs.unfinished(db, "front") == jobs.unfinished(db, "worker") == [], where
    said = OnDisk(folder / "slack.pickle").messages.values()
    cards = [m for m in said if m["key"].startswith(change.approval_id)]
    assert len(cards) == 2, where
    assert all("approved by Dana Whitfield" in m["card"].summary for m in cards), where
    db.dispose()


@pytest.mark.row("N2", "N5", "U1")
@pytest.mark.timeout(300)
def test_a_write_killed_at_a_fifth_of_its_points_is_written_audited_and_said_once(asked, tmp_path):
    for kill_at in count(2, 5):
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        if once_killed_at(asked, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > LEAST_POINTS, "the flow has more points than that; they were not counted"


@pytest.mark.torture
@pytest.mark.timeout(3000)
def test_a_write_killed_at_any_point_is_written_audited_and_said_once(asked, tmp_path):
    for kill_at in count(1):
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        if once_killed_at(asked, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > LEAST_POINTS, "the flow has more points than that; they were not counted"
