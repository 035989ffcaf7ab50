"""Jobs: promised once, finished once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from store import jobs
from store.jobs import Job
from tests.store.conftest import AT


def a_job(name="j", **more):
    return Job(
        **({"id": name, "kind": "question", "inbox_key": "k", "lane": "l", "state": "queued", "outcome": None} | more)
    )


def add(db, job, role="front", at=AT):
    with db.begin() as session:
        return jobs.add(session, job, role, at)


def finish(db, name, outcome, at=AT, error=None):
    with db.begin() as session:
        jobs.finish(session, name, outcome, at, error)


@pytest.mark.row("L3")
def test_a_job_is_promised_once_and_a_second_copy_changes_nothing(db):
    assert add(db, a_job()) is True
    assert add(db, a_job(lane="another"), "worker") is False
    assert jobs.find(db, "j") == a_job()
    assert jobs.find(db, "never") is None


@pytest.mark.row("N1")
def test_a_job_has_one_outcome_whatever_is_said_later(db):
    add(db, a_job())
    finish(db, "j", "answered")
    finish(db, "j", "failed", error="late")
    assert jobs.find(db, "j") == a_job(state="done", outcome="answered")
    with db.looking() as connection:
        kept = connection.execute(select(jobs.jobs.c.finished_at, jobs.jobs.c.error)).one()
    assert tuple(kept) == (AT, None)


def test_unfinished_jobs_are_those_of_the_role_oldest_first(db):
    add(db, a_job("late"), at=AT + timedelta(seconds=2))
    add(db, a_job("early"), at=AT)
    add(db, a_job("done"), at=AT)
    add(db, a_job("other"), "worker")
    finish(db, "done", "answered")
    assert [job.id for job in jobs.unfinished(db, "front")] == ["early", "late"]
    assert [job.id for job in jobs.unfinished(db, "worker")] == ["other"]


def test_racing_promises_of_the_same_job_are_one(db):
    fresh = []
    threads = [threading.Thread(target=lambda: fresh.append(add(db, a_job()))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh) == [False] * 11 + [True]
