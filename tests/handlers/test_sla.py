"""Decisions have a time: whoever is asked is reminded once, then somebody else is asked, and the hit rate is shown."""

from datetime import timedelta

import pytest

from domain.sla import Timed, hit_rate
from domain.thresholds import defaults
from handlers.work import do_job
from store import approvals, jobs, review_queue, sla
from store.jobs import Job
from store.review_queue import ReviewItem
from tests.handlers.test_pausing import cards_of
from tests.office import NOW, words

HOUR = timedelta(hours=1)


def look(office):
    """What the clock would submit now, done; the kinds of what it was."""
    found = sla.due(office.db, office.desk.now())
    for job_id in found:
        with office.db.begin() as session:
            fresh = jobs.add(session, Job(job_id, "sla", "", "sla", "queued", None), "worker", office.desk.now())
        if fresh:
            do_job(office.desk, job_id, lambda _name, fn, *args: fn(*args))
    return [one.split(":")[1] for one in found]


def an_item(office, id_="item:1", severity="high", assignee="Dana Whitfield"):
    item = ReviewItem(
        id=id_, kind="test", severity=severity, needs="decision", assignee=assignee, reason="Something is odd.",
        run_id=None, created_at=office.desk.now(),
    )  # fmt: skip
    with office.db.begin() as session:
        review_queue.file(session, office.db, item)
    return item


@pytest.mark.row("S4-59", "S4-40")
def test_an_exception_is_reminded_of_once_and_passed_on_when_it_is_late(office):
    office.desk.clock.move(to=NOW.replace(hour=15))
    an_item(office)
    office.desk.clock.move(by=3 * HOUR - timedelta(minutes=5))
    assert look(office) == []
    office.desk.clock.move(by=timedelta(minutes=5))
    assert look(office) == ["reminded"]
    assert look(office) == []
    assert [m["card"].title for m in cards_of(office, "Dana Whitfield")] == ["Reminder"]
    office.desk.clock.move(by=HOUR)
    assert look(office) == ["escalated"]
    assert look(office) == []
    told = [m["card"].title for who in ("Elena Vasquez", "Omar Haddad") for m in cards_of(office, who)]
    assert "Escalated: overdue" in told


def test_nobody_is_reminded_of_what_is_snoozed(office):
    office.desk.clock.move(to=NOW.replace(hour=15))
    item = an_item(office)
    with office.db.begin() as session:
        review_queue.snooze(session, item.id, office.desk.now() + 5 * HOUR)
    office.desk.clock.move(by=4 * HOUR)
    assert look(office) == []
    office.desk.clock.move(by=HOUR)
    assert look(office) == ["escalated"]


@pytest.mark.row("S4-59")
def test_nobody_is_reminded_at_night_and_everybody_is_in_the_morning(office):
    # It is evening where Dana is.
    office.desk.clock.move(to=NOW.replace(hour=2))
    an_item(office)
    office.desk.clock.move(by=3 * HOUR)
    assert look(office) == ["reminded"]
    assert cards_of(office, "Dana Whitfield") == []
    office.desk.clock.move(to=(NOW + timedelta(days=3)).replace(hour=16))
    look(office)
    assert "Something is odd" in words(cards_of(office, "Elena Vasquez")[-1]["card"])


@pytest.mark.row("S4-59", "S4-61")
def test_an_approval_nobody_answers_is_reminded_of_and_then_asked_of_somebody_else_as_well(office):
    from handlers.approvals import propose
    from tests.gateways.test_guard import deals, person, steps

    (deal,) = deals(office, 1)
    office.desk.clock.move(to=(NOW + timedelta(days=3)).replace(hour=8))
    action = steps(office, [deal], by=person(office, "Priya Raman"))
    approval = propose(office.desk, action, office.slack.dm("U0PRIYA")).approval
    first = approval.assignee
    office.desk.clock.move(by=9 * HOUR)
    assert look(office) == ["reminded"]
    assert approvals.find(office.db, approval.id).assignee == first
    office.desk.clock.move(by=3 * HOUR)
    assert look(office) == ["escalated"]
    standing = approvals.find(office.db, approval.id)
    assert (standing.status, standing.assignee != first) == ("open", True)
    assert look(office) == []


@pytest.mark.row("S4-59")
def test_the_hit_rate_counts_what_came_in_time_of_all_whose_time_is_over(office):
    at, policy = office.desk.now(), defaults()

    def one(decided_after=None, is_open=False):
        decided = None if decided_after is None else at + decided_after * HOUR
        return Timed(id="x", kind="exception", severity="high", created_at=at, decided_at=decided, is_open=is_open)

    of = [one(1), one(4), one(4.01), one(), one(is_open=True)]
    now = hit_rate("exception", of, policy, at + 4 * HOUR)
    assert (now.in_time, now.late, now.overdue, now.open, now.percent) == (2, 2, 0, 1, 50.0)
    later = hit_rate("exception", of, policy, at + 5 * HOUR)
    assert (later.overdue, later.open, later.percent) == (1, 0, 40.0)
    assert hit_rate("exception", [], policy, at).percent is None


@pytest.mark.row("S4-59")
def test_managers_read_the_hit_rate_in_words_and_reps_do_not(office):
    item = an_item(office)
    an_item(office, "item:2")
    with office.db.begin() as session:
        review_queue.decide(session, item.id, "close", by="Dana Whitfield", key="k", at=office.desk.now() + HOUR)
    office.desk.clock.move(by=5 * HOUR)
    said = office.says("Dana Whitfield", "hit rate")
    assert "exceptions 50%" in said["card"].summary
    assert office.says("Dana Whitfield", "sla")["card"].title == "SLA hit rate"
    assert "may not" in words(office.says("Priya Raman", "sla")["card"])
