"""A job at which process after process died: given up, put before people, and tried anew or dropped as they say."""

import pytest

from bot.bootstrap import sort_out
from handlers.work import do_job
from store import audit, inbox, jobs, review_queue
from tests.handlers.hands import last_note, presses
from tests.office import PEOPLE, TEAM, labels, words

EVENT = {
    "type": "message", "channel_type": "im", "user": PEOPLE["Dana Whitfield"], "channel": "DU0DANA", "ts": "12.000001",
    "text": "show stalled negotiation deals",
}  # fmt: skip


@pytest.fixture
def parked(office):
    """(office, id of the job, its exception): a question at which three processes died."""
    payload = {"type": "event_callback", "event_id": "EvDeadly", "team_id": TEAM, "event": EVENT}
    inbox.hear(office.db, "deadly", "event", payload, office.desk.now())
    job = sort_out(inbox.find(office.db, "deadly"), office.desk)
    with office.db.begin() as session:
        inbox.take(session, ["deadly"], job.id)
        jobs.add(session, job, "front", office.desk.now())
        for process in ("a", "b", "c"):
            jobs.count_death(session, job.id, process)
    run(office, job.id)
    (item,) = [one for one in review_queue.open_items(office.db) if one.kind == "parked_job"]
    return office, job.id, item


def run(office, job_id):
    do_job(office.desk, job_id, lambda _name, fn, *args: fn(*args))
    while office.waiting:
        do_job(office.desk, office.waiting.pop(0), lambda _name, fn, *args: fn(*args))


@pytest.mark.row("N1", "S0-26")
def test_it_is_not_tried_a_fourth_time_and_whoever_asked_and_who_decides_are_told(parked):
    office, job_id, _item = parked
    assert (jobs.find(office.db, job_id).state, jobs.find(office.db, job_id).outcome) == ("done", "failed")
    assert "3 times whatever worked on this died" in words(office.slack.messages[("DU0DANA", "90.000001")]["card"])
    office.says("Dana Whitfield", "exceptions")
    assert labels(office.latest()["card"])[:2] == ["Retry", "Drop"]
    assert [e["reason"] for e in audit.entries(office.db) if e["action"] == "job:fail"] == ["EndsProcesses"]


@pytest.mark.row("N1")
def test_a_person_lets_it_be_tried_anew_and_it_is_answered(parked):
    office, job_id, item = parked
    assert presses(office, "Dana Whitfield", "job:retry", item.id) == "answered"
    assert "tried again now" in last_note(office)
    assert jobs.find(office.db, job_id).outcome == "answered"
    assert "stalled in Negotiation" in str(office.slack.messages[("DU0DANA", "90.000001")]["card"].summary)
    presses(office, "Elena Vasquez", "job:drop", item.id)
    assert "Already retried by Dana Whitfield" in last_note(office)


@pytest.mark.row("N1")
def test_what_dies_three_times_more_comes_back(parked):
    office, job_id, item = parked
    with office.db.begin() as session:
        assert jobs.reopen(session, job_id)
        for process in ("d", "e", "f"):
            jobs.count_death(session, job_id, process)
    run(office, job_id)
    parked_now = [one.id for one in review_queue.open_items(office.db) if one.kind == "parked_job"]
    assert len(parked_now) == 2
    assert item.id in parked_now


@pytest.mark.row("N1")
def test_dropped_it_stays_undone(parked):
    office, job_id, item = parked
    assert presses(office, "Dana Whitfield", "job:drop", item.id) == "answered"
    assert last_note(office) == "Dropped."
    assert jobs.find(office.db, job_id).outcome == "failed"
    presses(office, "Dana Whitfield", "job:retry", item.id)
    assert "Already dropped" in last_note(office)
    assert jobs.find(office.db, job_id).outcome == "failed"


@pytest.mark.row("A3", "D1")
@pytest.mark.parametrize("action", ["job:retry", "job:drop"])
def test_a_rep_decides_nothing_and_no_other_exception_is_decided_this_way(parked, action):
    office, _job_id, item = parked
    assert presses(office, "Priya Raman", action, item.id) == "refused"
    other = item.model_copy(update={"id": "item:other", "kind": "failed_job"})
    with office.db.begin() as session:
        review_queue.file(session, office.db, other)
    assert presses(office, "Dana Whitfield", action, other.id) == "refused"
    assert {one.id for one in review_queue.open_items(office.db)} >= {item.id, other.id}
