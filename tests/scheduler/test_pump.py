"""The pump brings each event to one job and each job to its outcome, whatever is in its way."""

import sqlite3
import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import make_url

from domain.errors import GatewayDown
from scheduler import engine
from scheduler.pump import Pump
from store import audit, inbox, jobs
from store.clock import Clock
from store.jobs import Job
from store.session import open_database
from store.vault import Vault
from tests.scheduler.until import until

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class FakeEngine:
    """An engine that only counts; `moods` are what its next runs do, in order: return this, or raise it."""

    role, is_leader = "front", True

    def __init__(self, db):
        self.db, self.ran, self.moods, self.left_over = db, [], [], set()
        self.lock = threading.Lock()

    def leads(self):
        return self.is_leader

    def interrupted(self):
        return self.left_over

    def last_attempt(self, job_id):
        return sum(1 for ran, _ in self.ran if ran == job_id)

    def run(self, job_id, attempt):
        with self.lock:
            self.ran.append((job_id, attempt))
            mood = self.moods.pop(0) if self.moods else True
        if isinstance(mood, Exception):
            raise mood
        if mood:
            with self.db.begin() as session:
                jobs.finish(session, job_id, "answered", AT)
        return mood

    def await_interrupted(self, job_id):
        return self.run(job_id, "resumed")


def job_of(event):
    if event.payload.get("broken"):
        raise KeyError("shape")
    if event.payload.get("idle"):
        return None
    name = event.payload.get("id", event.key)
    return Job(name, "question", event.key, event.payload.get("lane", "lane"), "queued", None)


@pytest.fixture
def made(sqlite_db, monkeypatch):
    monkeypatch.setattr(engine, "LATER_S", (0.01, 0.02, 0.03))
    started = []

    def make(sort_out=job_of, db=sqlite_db):
        fake = FakeEngine(db)
        running = Pump(db, fake, sort_out, Clock(db), look_every_s=0.02)
        started.append(running)
        return fake, running

    yield make
    for running in started:
        if running._thread.ident:
            running.stop()


def hear(db, key, **payload):
    return inbox.hear(db, key, "event", payload, AT)


def done(db, job_id):
    found = jobs.find(db, job_id)
    return found is not None and found.state == "done"


@pytest.mark.row("N1", "L3")
def test_each_event_becomes_one_job_and_runs_once(made, sqlite_db):
    fake, running = made()
    running.start()
    for n in range(40):
        hear(sqlite_db, f"k{n}", lane=f"lane {n % 5}")
        hear(sqlite_db, f"k{n}", lane="again")
        running.wake()
    until(lambda: all(done(sqlite_db, f"k{n}") for n in range(40)))
    assert set(Counter(job for job, _ in fake.ran).values()) == {1}
    assert inbox.waiting(sqlite_db) == []


@pytest.mark.row("L2", "N1")
def test_a_burst_of_a_thousand_events_is_all_kept_all_run_and_in_order_within_each_thread(made, sqlite_db):
    fake, running = made()
    for number in range(1000):
        assert hear(sqlite_db, f"{number:04d}", lane=f"thread {number % 20}")
    running.start()
    running.wake()
    until(lambda: len(fake.ran) == 1000)
    by_thread = {}
    for job_id, _ in fake.ran:
        by_thread.setdefault(int(job_id) % 20, []).append(job_id)
    assert all(ran == sorted(ran) for ran in by_thread.values())
    assert len({job_id for job_id, _ in fake.ran}) == 1000


@pytest.mark.row("L3")
def test_two_events_that_ask_for_the_same_are_one_job(made, sqlite_db):
    fake, running = made()
    hear(sqlite_db, "as message", id="msg:1")
    hear(sqlite_db, "as mention", id="msg:1")
    running.start()
    until(lambda: inbox.waiting(sqlite_db) == [] and done(sqlite_db, "msg:1"))
    assert fake.ran == [("msg:1", 1)]


def test_an_event_that_asks_for_nothing_is_taken_and_forgotten(made, sqlite_db):
    fake, running = made()
    hear(sqlite_db, "k", idle=True)
    running.start()
    until(lambda: inbox.waiting(sqlite_db) == [])
    assert fake.ran == []
    assert list(audit.entries(sqlite_db)) == []


@pytest.mark.row("N1", "C1")
def test_an_event_nobody_can_read_is_put_before_the_operator_and_holds_up_none_behind_it(made, sqlite_db):
    _, running = made()
    hear(sqlite_db, "bad", broken=True)
    hear(sqlite_db, "good")
    running.start()
    until(lambda: done(sqlite_db, "good") and inbox.waiting(sqlite_db) == [])
    (entry,) = audit.entries(sqlite_db, search="event:unreadable")
    assert (entry["subject"], entry["outcome"]) == ("bad", "refused")
    assert entry["inputs"]["payload"] == {"broken": True}


@pytest.mark.row("N1")
def test_an_event_sealed_with_another_key_waits_for_that_key_and_holds_up_none_behind_it(made, sqlite_db):
    _, running = made()
    stranger = Vault([Vault.new_key()])
    for n in range(250):
        with sqlite_db.begin() as session:
            session.execute(
                inbox.inbox.insert().values(key=f"lost{n}", kind="event", payload=stranger.seal("{}"), received_at=AT)
            )
    hear(sqlite_db, "good")
    running.start()
    until(lambda: done(sqlite_db, "good"))
    assert inbox.unreadable(sqlite_db) == 250


@pytest.mark.row("N1")
def test_while_slack_is_away_an_event_that_needs_it_keeps_its_place(made, sqlite_db):
    patience = [GatewayDown("Slack", "away")] * 3

    def sort_out(event):
        if patience:
            raise patience.pop()
        return job_of(event)

    fake, running = made(sort_out)
    hear(sqlite_db, "first")
    hear(sqlite_db, "second")
    running.start()
    until(lambda: done(sqlite_db, "second"))
    assert fake.ran == [("first", 1), ("second", 1)]


def test_a_job_that_asks_for_patience_is_tried_again_later_and_later_before_those_behind_it(made, sqlite_db):
    fake, running = made()
    fake.moods = [False, False, False, False, True]
    waits = []
    real = running._run
    running._run = lambda job, resume: (waits.append(real(job, resume)), waits[-1])[1]
    hear(sqlite_db, "first")
    hear(sqlite_db, "second")
    running.start()
    until(lambda: done(sqlite_db, "second"))
    assert fake.ran == [("first", 1), ("first", 2), ("first", 3), ("first", 4), ("first", 5), ("second", 1)]
    assert waits == [0.01, 0.02, 0.03, 0.03, None, None], "ever longer, up to the longest"


@pytest.mark.row("N1")
def test_an_engine_that_fails_is_no_outcome_and_the_job_is_tried_again(made, sqlite_db):
    fake, running = made()
    fake.moods = [OSError("the engine's tables are away"), True]
    hear(sqlite_db, "k")
    running.start()
    until(lambda: done(sqlite_db, "k"))
    assert fake.ran == [("k", 1), ("k", 2)]


@pytest.mark.row("N1")
def test_a_store_that_is_busy_for_a_while_only_delays(made, sqlite_db, monkeypatch, caplog):
    monkeypatch.setattr("store.session.BUSY_WAIT_MS", 20)
    impatient = open_database(sqlite_db.url, sqlite_db.vault)
    fake, running = made(db=impatient)
    hear(impatient, "k")
    other = sqlite3.connect(make_url(sqlite_db.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    running.start()
    until(lambda: caplog.text.count("the inbox waits: The database cannot take this now") > 1)
    assert fake.ran == []
    other.execute("ROLLBACK")
    other.close()
    until(lambda: done(impatient, "k"))
    assert fake.ran == [("k", 1)]
    running.stop()
    impatient.dispose()


@pytest.mark.row("N1", "L3")
def test_what_a_crash_left_behind_is_taken_up_in_order_and_interrupted_work_is_awaited_not_repeated(made, sqlite_db):
    fake, running = made()
    with sqlite_db.begin() as session:
        for n, name in enumerate(("running", "queued", "finished")):
            jobs.add(session, Job(name, "question", name, "lane", "queued", None), "front", AT.replace(second=n))
        jobs.finish(session, "finished", "answered", AT)
        jobs.add(session, Job("not ours", "csv", "x", "lane", "queued", None), "worker", AT)
    fake.left_over = {"running"}
    running.start()
    until(lambda: done(sqlite_db, "queued"))
    assert fake.ran == [("running", "resumed"), ("queued", 1)]


@pytest.mark.row("N1", "L3")
def test_of_several_fronts_one_works_and_the_next_goes_on_when_it_leads(made, sqlite_db):
    fake, running = made()
    fake.is_leader = False
    with sqlite_db.begin() as session:
        jobs.add(session, Job("left", "question", "left", "lane", "queued", None), "front", AT)
    hear(sqlite_db, "new")
    running.start()
    time.sleep(0.1)
    assert fake.ran == []
    fake.is_leader = True
    until(lambda: done(sqlite_db, "left") and done(sqlite_db, "new"))
    assert fake.ran == [("left", 1), ("new", 1)]


def test_stopping_while_jobs_wait_for_another_try_leaves_no_thread_behind(made, sqlite_db):
    fake, running = made()
    fake.moods = [False] * 500
    hear(sqlite_db, "k")
    running.start()
    until(lambda: len(fake.ran) > 2)
    running.stop()
    ran = len(fake.ran)
    assert not [t for t in threading.enumerate() if t.name.startswith("lane")]
    assert len(fake.ran) == ran
    assert not done(sqlite_db, "k"), "it is stored, and runs at the next start"
