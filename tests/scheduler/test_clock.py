"""Triggers fire once for each time, whoever looks and however the clock is moved."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clock import InProductTime, Timekeeper
from scheduler.trigger import Trigger, every_trigger
from store import jobs, triggers
from store.clock import Clock
from store.triggers import fire_id, fired_by
from tests.scheduler.until import until

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday
DAILY = Trigger(wants="look every morning", cron="0 8 * * mon-fri", condition="stale")
EACH = Trigger(wants="count every hour", cron="0 * * * *", condition="stale", catch_up="each")


class Keeper:
    """A timekeeper of one process, and what it enqueued."""

    def __init__(self, db, **known):
        self.clock, self.enqueued = Clock(db, recheck=0), []
        self.times = Timekeeper(
            db, self.clock, known, lambda: "Europe/Berlin", lambda _session, job_id: self.enqueued.append(job_id)
        )


@pytest.fixture
def keeper(sqlite_db):
    made = Keeper(sqlite_db, morning=DAILY, hourly=EACH)
    made.clock.move(to=AT)
    made.times.register()
    return made


def hours(job_ids):
    return [fired_by(job_id)[1].strftime("%d %H:%M") for job_id in job_ids if job_id.startswith("cron:hourly")]


def test_nothing_fires_for_the_time_before_a_trigger_was_known(keeper):
    assert keeper.times.look() == []


def test_what_a_demos_clock_skipped_before_the_first_worker_was_there_runs_too(sqlite_db):
    keeper = Keeper(sqlite_db, hourly=EACH)
    keeper.clock.move(by=timedelta(hours=5))
    keeper.times.register()
    assert len(keeper.times.look()) == 5


@pytest.mark.row("S2-19", "L7")
def test_a_moved_clock_submits_what_was_skipped_once_and_a_daily_one_only_its_last(keeper):
    keeper.clock.move(by=timedelta(days=30))
    fired = keeper.times.look()
    assert [job_id for job_id in fired if "morning" in job_id] == [
        fire_id("morning", datetime(2026, 12, 18, 7, tzinfo=UTC))
    ]
    assert len(hours(fired)) == 30 * 24
    assert keeper.times.look() == []
    assert keeper.enqueued == fired


@pytest.mark.row("S2-19")
def test_a_clock_that_is_put_back_and_forward_again_fires_nothing_twice(keeper):
    keeper.clock.move(by=timedelta(hours=3))
    first = keeper.times.look()
    keeper.clock.move(by=timedelta(hours=-3))
    assert keeper.times.look() == []
    keeper.clock.move(by=timedelta(hours=4))
    assert hours(first) == ["20 16:00", "20 17:00", "20 18:00"]
    assert hours(keeper.times.look()) == ["20 19:00"]


@pytest.mark.row("S2-19")
@pytest.mark.parametrize("kind", ["sqlite_db", "postgres_db"])
def test_of_three_processes_that_look_at_once_each_fire_is_submitted_by_one(request, kind):
    db = request.getfixturevalue(kind)
    keepers = [Keeper(db, morning=DAILY, hourly=EACH) for _ in range(3)]
    keepers[0].clock.move(to=AT)
    keepers[0].times.register()
    keepers[0].clock.move(by=timedelta(days=3))
    start = threading.Barrier(3)

    def look(keeper):
        start.wait()
        keeper.times.look()

    threads = [threading.Thread(target=look, args=(keeper,)) for keeper in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = [job_id for keeper in keepers for job_id in keeper.enqueued]
    assert len(together) == len(set(together)) == 72 + 1
    assert all(jobs.find(db, job_id) is not None for job_id in together)


def test_a_fire_that_cannot_be_enqueued_is_not_lost(keeper, sqlite_db):
    keeper.clock.move(by=timedelta(hours=1))
    failing = Timekeeper(sqlite_db, keeper.clock, {"hourly": EACH}, lambda: "UTC", _refuse)
    with pytest.raises(ConnectionError):
        failing.look()
    assert hours(keeper.times.look()) == ["20 16:00"]


def _refuse(_session, _job_id):
    raise ConnectionError("the engine is away")


def test_what_is_due_is_submitted_once_by_its_own_id(sqlite_db):
    enqueued = []
    times = Timekeeper(
        sqlite_db, Clock(sqlite_db), {}, lambda: "UTC", lambda _s, job_id: enqueued.append(job_id),
        {"nudge": lambda _db, _now: ["nudge:one"]},
    )  # fmt: skip
    times.submit_due()
    times.submit_due()
    assert enqueued == ["nudge:one"]


@pytest.mark.row("S2-19")
def test_a_running_timekeeper_notices_that_the_clock_was_moved(sqlite_db):
    keeper = Keeper(sqlite_db, morning=DAILY)
    keeper.clock.move(to=AT)
    keeper.times.start()
    try:
        assert keeper.enqueued == []
        keeper.clock.move(by=timedelta(days=3))
        until(lambda: keeper.enqueued == [fire_id("morning", datetime(2026, 11, 23, 7, tzinfo=UTC))])
    finally:
        keeper.times.stop()


@pytest.mark.row("S2-19")
def test_a_running_timekeeper_fires_at_the_time_itself(sqlite_db):
    keeper = Keeper(sqlite_db, morning=DAILY)
    keeper.clock.move(to=datetime(2026, 11, 23, 6, 59, 59, tzinfo=UTC))
    keeper.times.start()
    try:
        until(lambda: keeper.enqueued == [fire_id("morning", datetime(2026, 11, 23, 7, tzinfo=UTC))])
    finally:
        keeper.times.stop()
    kept = triggers.find(sqlite_db, "morning")
    assert kept.last_fired == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_real_time_runs_as_far_as_product_time_does():
    real = datetime(2030, 1, 1, tzinfo=UTC)
    wait = InProductTime(DAILY, "UTC", lambda: AT).get_next_fire_time(None, real) - real
    assert timedelta(0) <= wait - (datetime(2026, 11, 23, 8, tzinfo=UTC) - AT) < timedelta(seconds=1)


@pytest.mark.row("S2-19")
def test_every_trigger_says_what_it_wants_and_keeps_a_cadence():
    known = every_trigger()
    assert {
        "stale_in_stage",
        "activity_gap",
        "missing_fields",
        "amount_change",
        "change_pattern",
        "over_capacity",
    } < set(known)
    assert all(trigger.wants and trigger.agent for trigger in known.values())
