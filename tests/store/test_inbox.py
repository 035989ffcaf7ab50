"""The inbox: one row per event, committed before the ack, or nothing at all."""

import sqlite3
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import make_url, text

from domain.errors import BadSetting, StoreBusy
from store import inbox, jobs, session
from store.session import open_database
from store.vault import Vault
from tests.store.conftest import AT, KEY


def hear(db, key="k", at=AT, **payload):
    return inbox.hear(db, key, "event", payload, at)


@pytest.mark.row("L3", "C6")
def test_an_event_is_heard_once_and_kept_as_it_came(db):
    odd = {"text": "Zoë 🚀 \ud800 \u202e\x00 <!channel>", "deep": {"list": [1, None, True]}}
    assert inbox.hear(db, "k", "event", odd, AT) is True
    assert inbox.hear(db, "k", "event", {"other": 1}, AT + timedelta(1)) is False
    assert inbox.find(db, "k") == inbox.Heard("k", "event", odd, AT)
    assert inbox.find(db, "never") is None


@pytest.mark.row("L3")
def test_fifty_threads_with_the_same_event_are_heard_once(db):
    fresh, errors = [], []
    together = threading.Barrier(50)

    def one():
        together.wait()
        try:
            fresh.append(hear(db))
        except StoreBusy as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(fresh) == [False] * 49 + [True]
    assert len(inbox.waiting(db)) == 1


def test_waiting_events_come_oldest_first_and_a_taken_one_no_more(db):
    for n, key in enumerate("cab"):
        hear(db, key, at=AT + timedelta(seconds=n))
    assert [event.key for event in inbox.waiting(db)] == ["c", "a", "b"]
    assert [event.key for event in inbox.waiting(db, most=2)] == ["c", "a"]
    with db.begin() as session:
        inbox.take(session, ["c", "b"], "job")
    assert [event.key for event in inbox.waiting(db)] == ["a"]


def test_a_taken_event_comes_back_when_the_callers_transaction_fails(db):
    hear(db)

    def fails():
        with db.begin() as session:
            inbox.take(session, ["k"], "job")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert [event.key for event in inbox.waiting(db)] == ["k"]


def test_an_event_of_another_key_is_passed_over_and_counted(db):
    stranger = open_database(db.url, Vault([Vault.new_key()]))
    hear(stranger, "lost")
    hear(db, "ours")
    assert [event.key for event in inbox.waiting(db)] == ["ours"]
    assert [event.key for event in inbox.waiting(stranger)] == ["lost"], "it opens once the right key is back"
    assert inbox.unreadable(db) == 1
    with pytest.raises(BadSetting):
        inbox.find(db, "lost")
    stranger.dispose()


@pytest.mark.row("L1", "N1")
def test_a_locked_database_says_so_and_keeps_nothing(sqlite_db, monkeypatch):
    monkeypatch.setattr("store.session.BUSY_WAIT_MS", 30)
    impatient = open_database(sqlite_db.url, Vault([KEY]))
    assert hear(impatient, "before")
    other = sqlite3.connect(make_url(sqlite_db.url).database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy, match="another task is writing") as busy:
        hear(impatient, "during")
    assert "INSERT" not in str(busy.value)
    other.execute("ROLLBACK")
    other.close()
    assert hear(impatient, "during"), "the copy that Slack sends again is new"
    assert [event.key for event in inbox.waiting(impatient)] == ["before", "during"]
    impatient.dispose()


@pytest.mark.row("N1")
def test_a_full_disk_says_so_keeps_nothing_and_goes_on_when_there_is_room_again(sqlite_db):
    with sqlite_db.hearing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    big = "x" * 200_000
    with pytest.raises(StoreBusy, match="disk is full"):
        hear(sqlite_db, "big", text=big)
    assert inbox.find(sqlite_db, "big") is None
    assert inbox.waiting(sqlite_db) == [], "reading goes on"
    with sqlite_db.hearing.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1000}")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert hear(sqlite_db, "big", text=big)


def test_a_database_that_is_away_says_so(sqlite_db):
    away = open_database("postgresql://nobody@127.0.0.1:1/none", Vault([KEY]))
    with pytest.raises(StoreBusy, match="does not answer"):
        hear(away)
    with pytest.raises(StoreBusy, match="does not answer"):
        inbox.waiting(away)
    with pytest.raises(StoreBusy), away.begin() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(StoreBusy), away.reading() as connection:
        connection.execute(text("SELECT 1"))


@pytest.mark.row("N1")
def test_an_event_has_work_to_do_until_every_job_of_it_has_its_outcome(db):
    assert jobs.is_pending(db, "k") is False
    hear(db)
    assert jobs.is_pending(db, "k") is True
    with db.begin() as session:
        inbox.take(session, ["k"], "j")
        jobs.add(session, jobs.Job("j", "question", "k", "lane", "queued", None), "front", AT)
        jobs.add(session, jobs.Job("csv", "csv", "k", "lane", "queued", None), "worker", AT)
    assert jobs.is_pending(db, "k") is True
    with db.begin() as session:
        jobs.finish(session, "j", "answered", AT)
    assert jobs.is_pending(db, "k") is True
    with db.begin() as session:
        jobs.finish(session, "csv", "answered", AT)
    assert jobs.is_pending(db, "k") is False


@pytest.mark.row("L3", "N1")
def test_events_heard_together_are_committed_together_each_once(db):
    heard = [inbox.Heard(f"k{n % 3}", "event", {"n": n}, AT) for n in range(5)]
    assert inbox.hear_all(db, heard) == [True, True, True, False, False]
    assert inbox.hear_all(db, heard[:1]) == [False]
    assert {event.key: event.payload["n"] for event in inbox.waiting(db)} == {"k0": 0, "k1": 1, "k2": 2}


@pytest.mark.row("L1")
def test_an_ack_waits_for_a_locked_database_no_longer_than_slack_waits_for_the_ack(sqlite_db, monkeypatch):
    assert inbox.ACK_WAIT_MS < 3_000
    monkeypatch.setattr(inbox, "ACK_WAIT_MS", 50)
    other = sqlite3.connect(make_url(sqlite_db.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = time.monotonic()
    with pytest.raises(StoreBusy):
        inbox.hear_all(sqlite_db, [inbox.Heard("k", "event", {}, AT)])
    assert time.monotonic() - before < 2
    other.execute("ROLLBACK")
    other.close()
    with sqlite_db.looking() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == session.BUSY_WAIT_MS
    assert inbox.waiting(sqlite_db) == []


@pytest.mark.row("L1")
def test_an_ack_goes_on_as_soon_as_another_writer_is_done(sqlite_db):
    hear(sqlite_db, "before")
    other = sqlite3.connect(make_url(sqlite_db.url).database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = []
    threading.Timer(0.2, lambda: (done.append(time.monotonic()), other.execute("COMMIT"))).start()
    assert hear(sqlite_db, "during")
    assert 0 <= time.monotonic() - done[0] < 1
    other.close()


@pytest.mark.row("N1")
def test_what_is_heard_waits_for_the_disk(db):
    asked, waits = ("PRAGMA synchronous", 2) if db.is_sqlite else ("SHOW synchronous_commit", "on")
    with db.hearing.connect() as connection:
        assert connection.exec_driver_sql(asked).scalar() == waits


@pytest.mark.row("L4")
def test_what_is_heard_is_not_kept_in_memory(sqlite_db):
    with sqlite_db.hearing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -2048


def test_connections_for_hearing_are_closed_with_the_others(sqlite_db):
    another = open_database(sqlite_db.url, Vault([KEY]))
    hear(another)
    pool = another.hearing.pool
    assert pool.checkedin() == 1
    another.dispose()
    assert another.hearing.pool is not pool


def test_a_session_that_was_ended_does_not_keep_later_events_out(db):
    if db.is_sqlite:
        pytest.skip("nobody ends a session of SQLite")
    hear(db, "before")
    with db.hearing.connect() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with psycopg.connect(make_url(db.url).set(drivername="postgresql").render_as_string(False)) as owner:
        owner.execute("SELECT pg_terminate_backend(%s)", (mine,))
    with pytest.raises(StoreBusy):
        hear(db, "during")
    assert hear(db, "during")


def test_threads_that_wait_while_one_commits_share_its_successor(sqlite_db):
    fresh, together = [], threading.Barrier(20)

    def one(n):
        together.wait()
        fresh.append(hear(sqlite_db, f"k{n}"))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fresh == [True] * 20
    assert len(inbox.waiting(sqlite_db)) == 20
