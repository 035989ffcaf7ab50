"""Changed data wakes agents: each cause once, a burst together, whatever dies or races, on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.actions import Action, FieldChange, Target
from domain.work import Person
from scheduler import chain
from store import audit, changes, jobs, wakes
from store.crm.tables import imports
from store.jobs import Job
from tests.store.conftest import AT

SOON, LATER = AT + timedelta(seconds=3), AT + timedelta(minutes=5)


def wrote(db, name, agent="", many=1, at=AT, status="done"):
    change = FieldChange(field="amount", label="Amount", before="1", after="2")
    target = Target(record_id="D1", name="Deal", version="1", changes=(change,))
    action = Action(
        id=name, kind="opportunity:update", targets=(target,) * many, because="x",
        requested_by=Person(id="P1", name="Priya", role="rep"), agent=agent,
    )  # fmt: skip
    with db.begin() as session:
        for number in range(many):
            changes.intend(session, db, action, number, "", at)
            if status != "intent":
                changes.settle(session, db, action.id, number, status, "", at)


def loaded(db, name="import:1", at=AT):
    with db.begin() as session:
        session.execute(
            imports.insert().values(
                id=name, source="x.csv", state="finished", started_at=at, finished_at=at, report="{}"
            )
        )


def submit(db, ids, at=LATER):
    for one in ids:
        with db.begin() as session:
            jobs.add(session, Job(one, "wake", "", "wake", "queued", None), "worker", at)


@pytest.mark.row("S2-39")
def test_nothing_wakes_anybody_before_something_has_changed_and_come_to_rest(db):
    assert chain.due(db, LATER) == []
    wrote(db, "a1")
    assert chain.due(db, SOON) == []
    assert chain.due(db, LATER) == ["wake:1:pipeline", "wake:1:forecast"]


@pytest.mark.row("S2-39", "N2")
def test_a_burst_of_500_changes_is_one_wake_and_each_cause_counts_once(db):
    for n in range(5):
        wrote(db, f"a{n}", many=100, at=AT + timedelta(seconds=n))
    assert chain.due(db, LATER) == ["wake:1:pipeline", "wake:1:forecast"]
    assert chain.due(db, LATER) == ["wake:1:pipeline", "wake:1:forecast"], "until its jobs are submitted it is due"
    submit(db, chain.due(db, LATER))
    assert chain.due(db, LATER) == []
    assert chain.due(db, LATER + timedelta(days=1)) == []
    (one, _) = wakes.latest(db, 10)
    assert one.because == "500 changes by people"


@pytest.mark.row("S2-39")
def test_a_load_wakes_both_and_an_agents_own_write_wakes_the_other(db):
    loaded(db)
    submit(db, chain.due(db, LATER))
    wrote(db, "a1", agent="pipeline", at=LATER)
    assert chain.due(db, LATER + timedelta(minutes=1)) == ["wake:2:forecast"]


@pytest.mark.row("S2-39")
@pytest.mark.parametrize("status", ["intent", "failed", "conflict", "unknown"])
def test_what_was_not_written_wakes_nobody(db, status):
    wrote(db, "a1", status=status)
    assert chain.due(db, LATER) == []


@pytest.mark.row("S2-39")
def test_a_change_that_is_committed_late_is_not_missed(db):
    wrote(db, "late", status="intent")
    wrote(db, "a1", at=LATER)
    submit(db, chain.due(db, LATER + timedelta(minutes=1)))
    with db.begin() as session:
        changes.settle(session, db, "late", 0, "done", "", AT)
    assert chain.due(db, LATER + timedelta(minutes=2)) == ["wake:2:pipeline", "wake:2:forecast"]


@pytest.mark.row("S2-39", "L8")
def test_two_agents_that_write_because_of_each_other_stop_and_the_trail_says_so(db):
    at = AT
    wrote(db, "start", agent="pipeline", at=at)
    for n in range(8):
        at += timedelta(minutes=2)
        ids = chain.due(db, at)
        submit(db, ids, at)
        for one in ids:
            wrote(db, f"echo{n}:{one}", agent=one.rpartition(":")[2], at=at)
    woken = [one for one in wakes.latest(db, 50) if one.agent != wakes.NOBODY]
    assert len(woken) == 3
    assert [e["outcome"] for e in audit.entries(db, search="wake_stopped")] == ["stopped"]
    with db.looking() as connection:
        assert connection.execute(select(func.count()).where(changes.changes.c.wake_no.is_(None))).scalar() == 0


@pytest.mark.row("S2-39", "L3")
def test_many_processes_that_look_at_once_make_one_wake(db):
    wrote(db, "a1", many=50)
    found = []
    threads = [threading.Thread(target=lambda: found.append(chain.due(db, LATER))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wakes.latest(db, 50)) == 2
    assert len(list(audit.entries(db, search="agent:wake"))) == 1


@pytest.mark.row("S2-39")
def test_a_crash_between_the_claim_and_the_job_loses_nothing(db, monkeypatch):
    wrote(db, "a1")
    with monkeypatch.context() as patch:
        patch.setattr(audit, "write", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
        with pytest.raises(RuntimeError):
            chain.due(db, LATER)
    assert wakes.latest(db, 10) == []
    assert chain.due(db, LATER) == ["wake:1:pipeline", "wake:1:forecast"]
