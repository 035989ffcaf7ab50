"""Processes that share a PostgreSQL: who is alive, who leads, and that the dead write nothing more."""

import threading
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from domain.errors import StoreBusy
from store import effects, jobs, leases
from store.jobs import Job
from store.leases import Lease, LeaseLost
from store.session import checkpoint_engine, open_database
from tests.store.conftest import AT, KEY, Vault


@pytest.fixture
def process(postgres_db):
    """Makes a process with a lease and a database of its own."""
    with ExitStack() as ends:

        def make(name="a", role="worker"):
            lease = Lease(postgres_db.url, role, name)
            ends.callback(lease.let_go)
            lease.take()
            lease.beat()
            db = open_database(postgres_db.url, Vault([KEY]), lease=lease)
            ends.callback(db.dispose)
            return db

        yield make


def let_pass(db, seconds, *names):
    """Makes it so long since these processes were heard of."""
    with db.begin() as session:
        session.execute(
            text("UPDATE app_leases SET seen_at = seen_at - :us WHERE id = ANY(:names)"),
            {"us": round(seconds * 1_000_000), "names": list(names)},
        )


def bury(db):
    with db.lease.burying() as living:
        return living


def keep(db, name):
    with db.begin() as session:
        jobs.add(session, Job(name, "question", name, "lane", "queued", None), "front", AT)


@pytest.mark.row("N1")
def test_whoever_was_heard_of_lives_and_whoever_was_not_for_eight_seconds_does_not(process, postgres_db):
    ours, late, lost = process("a"), process("b"), process("c")
    let_pass(postgres_db, leases.TTL.total_seconds() - 2, "b")
    let_pass(postgres_db, leases.TTL.total_seconds() + 0.1, "c")
    assert bury(ours) == {"a", "b"}
    assert late.lease.beat() is True
    assert lost.lease.beat() is False, "it cannot come back to life"


@pytest.mark.row("N1")
def test_of_two_that_look_after_the_dead_one_does_so_at_a_time(process):
    first, second = process("a"), process("b")
    with first.lease.burying() as living:
        assert living == {"a", "b"}
        assert bury(second) is None
    assert bury(second) == {"a", "b"}


@pytest.mark.row("N1")
def test_after_an_absence_of_the_database_nobody_is_given_up_by_one_who_was_away_too(process, postgres_db):
    ours = process("a")
    process("b")
    let_pass(postgres_db, 60, "a", "b")
    ours.lease._heard_at -= 60
    assert ours.lease.beat() is True
    assert bury(ours) is None, "b may be just as alive, and is given the time to say so"
    assert ours.lease.beat() is True
    assert bury(ours) == {"a"}


@pytest.mark.row("N2")
def test_a_transaction_that_was_open_when_its_process_was_given_up_keeps_nothing(process, postgres_db):
    ours, lost = process("a"), process("b")

    def slept_through_its_end():
        with lost.begin() as session:
            jobs.add(session, Job("late", "question", "late", "lane", "queued", None), "front", AT)
            let_pass(postgres_db, 60, "b")
            assert bury(ours) == {"a"}

    with pytest.raises(StoreBusy):
        slept_through_its_end()
    assert jobs.find(postgres_db, "late") is None


@pytest.mark.row("N2")
def test_a_process_that_was_given_up_gets_no_session_any_more_for_rows_or_for_checkpoints(process, postgres_db):
    ours, lost = process("a"), process("b")
    keep(lost, "before")
    let_pass(postgres_db, 60, "b")
    bury(ours)
    for _ in range(3):
        with pytest.raises(StoreBusy):
            keep(lost, "after")
    with pytest.raises(LeaseLost):
        keep(lost, "after")
    checkpoints = checkpoint_engine(lost.url, lost.lease)
    with pytest.raises(LeaseLost):
        checkpoints.connect()
    checkpoints.dispose()
    assert jobs.find(postgres_db, "after") is None
    keep(ours, "ours")
    assert jobs.find(postgres_db, "ours") is not None


@pytest.mark.row("N3", "N5")
def test_who_was_not_heard_of_lately_makes_no_outside_call_and_may_make_it_once_it_is(process):
    ours = process("a")
    ours.lease._heard_at -= leases.SURE_FOR.total_seconds()
    sent = []
    send = lambda: str(sent.append("mail") or "sent")  # noqa: E731
    with pytest.raises(LeaseLost):
        effects.at_most_once(ours, "mail:1", send, lambda: AT)
    with pytest.raises(LeaseLost):
        effects.once(ours, "post:1", send, lambda: None, lambda: AT)
    assert sent == []
    ours.lease.beat()
    assert effects.at_most_once(ours, "mail:1", send, lambda: AT) == "sent"
    assert effects.once(ours, "post:1", send, lambda: None, lambda: AT) == "sent"
    assert sent == ["mail", "mail"]


@pytest.mark.row("L3")
def test_one_process_of_a_role_leads_and_when_it_is_gone_another_does(process, postgres_db):
    first, second, other = process("a", "front"), process("b", "front"), process("c", "worker")
    assert [db.lease.leads for db in (first, second, other)] == [True, False, True]
    second.lease.beat()
    assert second.lease.leads is False
    let_pass(postgres_db, 60, "a")
    bury(other)
    second.lease.beat()
    assert second.lease.leads is True


@pytest.mark.row("L3")
def test_of_five_that_ask_to_lead_at_once_one_does(postgres_db):
    asking = [Lease(postgres_db.url, "front", f"p{n}") for n in range(5)]
    start = threading.Barrier(5)

    def ask(lease):
        lease.take()
        start.wait()
        lease.beat()

    threads = [threading.Thread(target=ask, args=(lease,)) for lease in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease.leads for lease in asking) == 1
    for lease in asking:
        lease.let_go()


def test_a_process_that_ends_in_order_is_missed_by_nobody_for_eight_seconds(process):
    ours, other = process("a"), process("b")
    other.lease.let_go()
    assert bury(ours) == {"a"}


def test_a_process_whose_database_is_away_does_not_know_and_says_so(postgres_db):
    lease = Lease("postgresql://nobody@127.0.0.1:1/none", "worker", "a")
    with pytest.raises(StoreBusy, match="does not answer"):
        lease.take()
    assert not lease.is_sure()
    lease.let_go()


def test_every_session_of_a_process_carries_its_name_however_long(process, postgres_db):
    lease = Lease(postgres_db.url, "worker", "worker-" + "x" * 80)
    lease.take()
    db = open_database(postgres_db.url, Vault([KEY]), lease=lease)
    with db.looking() as connection:
        assert connection.execute(text("SHOW application_name")).scalar() == lease.session_name
    assert len(lease.session_name) == 63
    db.dispose()
    lease.let_go()


@pytest.mark.row("N2")
def test_sessions_of_others_in_the_same_database_are_left_alone(process, postgres_db):
    ours = process("a")
    process("b")
    let_pass(postgres_db, 60, "b")
    with postgres_db.begin() as session:
        bury(ours)
        assert session.execute(text("SELECT 1")).scalar() == 1


def test_a_death_is_counted_once_and_the_third_is_one_too_many(postgres_db):
    keep(postgres_db, "job")
    for process_, deaths, poison in (("p1", 1, False), ("p1", 1, False), ("p2", 2, False), ("p3", 3, True)):
        with postgres_db.begin() as session:
            jobs.count_death(session, "job", process_)
        job = jobs.find(postgres_db, "job")
        assert (job.deaths, job.is_poison) == (deaths, poison)


def test_a_job_that_was_given_up_can_be_opened_again_once_with_its_deaths_pardoned(postgres_db):
    keep(postgres_db, "job")
    for n in range(3):
        with postgres_db.begin() as session:
            jobs.count_death(session, "job", f"p{n}")
    with postgres_db.begin() as session:
        assert jobs.reopen(session, "job") is False, "it has not been given up yet"
        jobs.finish(session, "job", "failed", AT)
    with postgres_db.begin() as session:
        assert jobs.reopen(session, "job") is True
        assert jobs.reopen(session, "job") is False
    job = jobs.find(postgres_db, "job")
    assert (job.state, job.deaths, job.is_poison) == ("queued", 3, False)


def test_time_for_a_lease_is_the_databases_own():
    assert leases.SURE_FOR < leases.TTL
    assert timedelta(seconds=8) >= leases.TTL, "N1: unfinished work is resumed within 60 s"


@pytest.mark.row("N1")
def test_a_process_that_sleeps_in_the_middle_of_a_beat_keeps_nobody_from_burying_it(process, postgres_db):
    ours, lost = process("a"), process("b")
    with lost.lease._connection() as connection:
        assert lost.lease._is_heard(connection)
        let_pass(postgres_db, 60, "b")
        assert bury(ours) == {"a"}


def test_a_server_that_is_gone_counts_as_a_lost_connection_so_that_the_engine_tries_again():
    checkpoints = checkpoint_engine("postgresql://u@/none?host=/nowhere/at/all&connect_timeout=2")
    with pytest.raises(OperationalError) as gone:
        checkpoints.connect()
    assert gone.value.connection_invalidated
    checkpoints.dispose()
