"""Woken agents: the forecast is reckoned again by the road of every answer, and people see what it was woken by."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.errors import CountsDisagree
from scheduler import chain
from scheduler.trigger import every_trigger
from store import audit, jobs, review_queue, runs, triggers, wakes
from store.crm.tables import imports, opportunities
from store.jobs import Job
from tests.handlers.hands import presses
from tests.office import labels, words


def tick(office, **later):
    """Everything that is due by then has happened; the ids of the wakes' jobs."""
    office.desk.clock.move(to=office.desk.now() + timedelta(**(later or {"minutes": 2})))
    found = chain.due(office.db, office.desk.now())
    for one in found:
        with office.db.begin() as session:
            jobs.add(session, Job(one, "wake", "", "wake", "queued", None), "worker", office.desk.now())
        office.later(None, one)
    office.opens_home("Omar Haddad")  # which does what waits for the worker
    return found


def a_change(office):
    """Somebody brings a deal that closes this quarter to twice its amount, by way of a load."""
    now = office.desk.now()
    today = office.desk.today()
    with office.db.begin() as session:
        query = select(opportunities.c.id).where(
            opportunities.c.is_open, opportunities.c.amount > 1000, opportunities.c.close_date.between(
                today, today + timedelta(days=30))
        )  # fmt: skip
        deal = session.execute(query.order_by(opportunities.c.id).limit(1)).scalar_one()
        here = opportunities.c.id == deal
        session.execute(update(opportunities).where(here).values(amount=opportunities.c.amount * 2, updated_at=now))
        session.execute(
            imports.insert().values(
                id=f"i{now.timestamp()}", source="x.csv", state="finished", started_at=now, finished_at=now, report="{}"
            )
        )


@pytest.fixture
def watched(office):
    with office.db.begin() as session:
        for name, one in every_trigger().items():
            said = {"wants": one.wants, "cron": one.cron, "condition": one.condition, "agent": one.agent}
            triggers.register(session, name, at=office.desk.now(), **said)
    return office


@pytest.mark.row("S2-39")
def test_a_load_wakes_the_forecast_which_says_what_moved_and_why_it_ran(watched):
    assert tick(watched) == ["wake:1:pipeline", "wake:1:forecast"], "the demo company was loaded"
    assert tick(watched) == []
    a_change(watched)
    assert len(tick(watched)) == 2
    first, second = (one for one in reversed(wakes.latest(watched.db, 10, "forecast")))
    assert "weighted pipeline USD" in first.said
    assert "(up" not in first.said
    assert "(up USD" in second.said
    assert "count" in second.said and "(as before)" in second.said  # noqa: PT018
    card = watched.says("Dana Whitfield", "why did the forecast run?")["card"]
    assert card.title == "Why the forecast agent ran"
    assert "1 import" in words(card)
    assert "(up USD" in words(card)
    watched.presses("Dana Whitfield", "How was this made?")
    assert "puller" in words(watched.latest()["card"]) + words(watched.slack.forms[-1] if watched.slack.forms else card)


@pytest.mark.row("S2-39", "S4-34")
def test_the_cause_and_what_came_of_it_are_linked_in_the_trail(watched):
    tick(watched)
    entries = audit.of_subject(watched.db, "wake:1", 10)
    assert [(e["actor"], e["action"]) for e in entries] == [
        ("Forecast agent", "forecast:recalculate"),
        ("Pipeline agent", "pipeline:look"),
        ("quartermaster", "agent:wake"),
    ]
    said = words(watched.says("Elena Vasquez", "why wake:1")["card"])
    for part in ("agent:wake", "pipeline:look", "1 import"):
        assert part in said


@pytest.mark.row("S2-39", "N2")
def test_a_wake_that_is_done_twice_is_done_once(watched):
    tick(watched)
    before = len(list(audit.entries(watched.db)))
    from handlers.waking import run_wake

    for one in wakes.latest(watched.db, 10):
        assert run_wake(watched.desk, jobs.find(watched.db, one.job_id)) == "answered"
    assert len(list(audit.entries(watched.db))) == before
    assert run_wake(watched.desk, Job("wake:99:forecast", "wake", "", "", "queued", None)) == "refused"


@pytest.mark.row("S2-15", "S2-39")
def test_a_forecast_that_cannot_be_reckoned_is_an_exception_and_no_number(watched, monkeypatch):
    def disagree(*_args, **_more):
        raise CountsDisagree("weighted_pipeline", 1, 2, "sum", "ids")

    monkeypatch.setattr("handlers.waking.run", disagree)
    tick(watched)
    (item,) = review_queue.open_items(watched.db)
    assert item.kind == "forecast_held"
    assert "I read 1 for weighted_pipeline and counted 2" in item.reason
    (one,) = wakes.latest(watched.db, 10, "forecast")
    assert (one.run_id, one.ended_at is not None) == ("", True)


@pytest.mark.row("S2-39")
def test_the_triggers_say_who_was_woken_last_and_by_what(watched):
    assert "Woken by changes" not in words(watched.says("Dana Whitfield", "triggers")["card"])
    tick(watched)
    said = words(watched.says("Dana Whitfield", "triggers")["card"])
    assert "Forecast agent" in said
    assert "because of 1 import" in said


@pytest.mark.row("S4-30")
def test_only_who_may_decide_sees_why_agents_ran(watched):
    tick(watched)
    assert "A manager can" in watched.says("Priya Raman", "why did the forecast run")["card"].summary
    assert presses(watched, "Sam Visitor", "chain:why", "") == "refused"
    run = wakes.latest(watched.db, 1, "forecast")[0].run_id
    assert runs.find(watched.db, run) is not None
    assert presses(watched, "Priya Raman", "run:trace", run) == "refused"


def test_before_anything_has_changed_the_answer_says_so(watched):
    assert "no agent was woken" in watched.says("Dana Whitfield", "wakes")["card"].summary
    assert labels(watched.latest()["card"]) == []
