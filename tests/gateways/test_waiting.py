"""A CRM that is away: changes wait in order, nothing is lost or doubled, and conflicts and doubts are shown."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.actions import LimitReached
from domain.errors import GatewayDown, RateLimited
from gateways.crm.writing import MaybeWritten
from store import approvals, audit, changes, review_queue, services
from store import settings as policy
from store.crm.tables import opportunities
from tests.gateways.test_guard import REP, Failing, approved, deals, let_act, step_of, steps
from tests.handlers.hands import presses as press_by_hand
from tests.office import button, words

DOWN = GatewayDown("The CRM", "no answer")


def away(office, times):
    return Failing(office.desk.guard, *[DOWN] * times)


def run_due(office):
    """What the clock would submit now, done."""
    from handlers.work import do_job
    from store import jobs
    from store.jobs import Job

    for job_id in changes.sync_due(office.db, office.desk.now()):
        with office.db.begin() as session:
            fresh = jobs.add(session, Job(job_id, "sync", "", "sync", "queued", None), "worker", office.desk.now())
        if fresh:
            do_job(office.desk, job_id, lambda _name, fn, *args: fn(*args))


@pytest.mark.row("S4-62", "N2")
def test_what_waits_is_written_in_the_order_in_which_it_was_asked_record_by_record(office):
    let_act(office)
    one, two = deals(office, 2)
    order = []
    real = office.desk.guard.writer
    away(office, 1)
    office.desk.guard.carry_out(steps(office, [one], key="first", text="First"))
    # The CRM is back, but an earlier change of this record waits, so the later one does not overtake it.
    stage = steps(office, [one], key="second", text="Second")
    office.desk.guard.carry_out(stage)
    office.desk.guard.carry_out(steps(office, [two], key="other", text="Other"))
    assert [one.action_id for one in changes.waiting(office.db)] == ["first", "second"]
    assert step_of(office, two) == "Other 0"

    class Watching:
        def write(self, wanted, claim):
            order.append(wanted.key)
            return real.write(wanted, claim)

    object.__setattr__(office.desk.guard, "writer", Watching())
    office.desk.guard.sync()
    assert order == ["first#0", "second#0"]
    (second,) = changes.of_action(office.db, "second")
    assert second.status == "conflict", "its card said what stood there before the first one"
    assert step_of(office, one) == "First 0"


@pytest.mark.row("S4-62", "N8")
def test_a_later_change_of_another_field_is_written_after_the_one_that_waited_before_it(office):
    let_act(office)
    (deal,) = deals(office, 1)
    away(office, 1)
    office.desk.guard.carry_out(steps(office, [deal], key="first", text="First"))
    from handlers.changes import update
    from tests.gateways.test_guard import person

    later = update(
        office.desk, "opportunity:update", {deal: {"lost_reason": "Price"}}, by=person(office, REP), because="x",
        action_id="second",
    )  # fmt: skip
    office.desk.guard.carry_out(later)
    assert office.desk.guard.sync() == 2
    assert [one.status for a in ("first", "second") for one in changes.of_action(office.db, a)] == ["done", "done"]


@pytest.mark.row("S4-62")
def test_after_five_failures_the_crm_is_left_alone_and_asked_again_after_half_a_minute(office):
    let_act(office)
    ids = deals(office, 8)
    crm = away(office, 6)
    for n, deal in enumerate(ids[:7]):
        office.desk.guard.carry_out(steps(office, [deal], key=f"a{n}"))
    assert len(crm.answers) == 1, "after the fifth nobody asks any more"
    assert changes.count_waiting(office.db) == 7
    assert changes.sync_due(office.db, office.desk.now()) == []
    office.desk.clock.move(by=timedelta(seconds=30))
    run_due(office)
    assert len(crm.answers) == 0
    assert changes.count_waiting(office.db) == 7
    run_due(office)
    assert changes.count_waiting(office.db) == 7, "one probe per half minute"
    office.desk.clock.move(by=timedelta(seconds=30))
    run_due(office)
    assert changes.count_waiting(office.db) == 0
    assert services.of_name(office.db, "CRM").down_since is None
    assert [step_of(office, deal) for deal in ids[:7]] == ["Next 0"] * 7
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("S4-62", "S4-69")
def test_a_crm_that_asks_for_patience_is_asked_again_when_it_said(office):
    let_act(office)
    (deal,) = deals(office, 1)
    Failing(office.desk.guard, RateLimited("The CRM", 90))
    office.desk.guard.carry_out(steps(office, [deal]))
    office.desk.clock.move(by=timedelta(seconds=89))
    run_due(office)
    assert changes.count_waiting(office.db) == 1
    office.desk.clock.move(by=timedelta(seconds=1))
    run_due(office)
    assert step_of(office, deal) == "Next 0"


@pytest.mark.row("S4-62")
def test_whoever_changed_the_record_meanwhile_is_not_overwritten_and_the_conflict_is_shown(office):
    let_act(office)
    (deal,) = deals(office, 1)
    away(office, 1)
    office.desk.guard.carry_out(steps(office, [deal]))
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deal).values(next_step="Theirs"))
    office.desk.clock.move(by=timedelta(seconds=31))
    run_due(office)
    assert step_of(office, deal) == "Theirs"
    (item,) = [one for one in review_queue.open_items(office.db) if one.kind == "sync_conflict"]
    assert "was changed by somebody else" in item.reason


@pytest.mark.row("S4-62", "N5")
def test_a_write_that_nobody_can_tell_of_is_an_exception_for_a_person_and_never_written_again(office):
    let_act(office)
    (deal,) = deals(office, 1)
    crm = Failing(office.desk.guard, MaybeWritten("the deal", "it hung"))
    action = steps(office, [deal])
    (ended,) = office.desk.guard.carry_out(action)
    (item,) = review_queue.open_items(office.db)
    assert (ended.status, item.kind, item.severity) == ("unknown", "unknown_write", "high")
    assert office.desk.guard.carry_out(action) == [ended]
    assert office.desk.guard.sync() == 0
    assert crm.answers == []
    assert step_of(office, deal) != "Next 0"


@pytest.mark.row("S4-62", "A4")
def test_rights_are_asked_again_when_what_waited_is_written(office):
    (deal,) = deals(office, 1)
    action = steps(office, [deal])
    approval_id = approved(office, action)
    away(office, 1)
    office.desk.guard.carry_out(action, approval_id)
    from store.crm.tables import people

    with office.db.begin() as session:
        session.execute(people.update().where(people.c.name == "Dana Whitfield").values(role="rep"))
    assert office.desk.guard.sync() == 1
    (ended,) = changes.of_action(office.db, action.id)
    assert ended.status == "failed"
    assert "may not any more" in ended.result
    assert step_of(office, deal) != "Next 0"


@pytest.mark.row("S4-62")
def test_people_read_what_waits_in_words_and_on_home_and_a_manager_has_it_tried_at_once(office):
    let_act(office)
    ids = deals(office, 2)
    away(office, 2)
    for n, deal in enumerate(ids):
        office.desk.guard.carry_out(steps(office, [deal], key=f"a{n}"))
    said = office.says("Dana Whitfield", "what's waiting?")
    assert "2 changes waiting: the CRM cannot be reached" in said["card"].summary
    assert "2 changes waiting" in str(office.opens_home("Dana Whitfield").model_dump())
    assert "may not" in words(office.says("Priya Raman", "what's waiting")["card"])
    press, subject = button(said["card"], "Try now")
    assert press_by_hand(office, "Priya Raman", press, subject) == "refused"
    office.presses("Dana Whitfield", "Try now", said)
    run_due(office)
    assert changes.count_waiting(office.db) == 0
    assert "All quiet" in office.says("Dana Whitfield", "what's waiting")["card"].summary
    assert "waiting" not in str(office.opens_home("Dana Whitfield").model_dump())


@pytest.mark.row("S4-62", "S4-74", "N6")
def test_a_bulk_that_waits_for_the_crm_and_then_for_a_limit_ends_only_when_every_record_has(office):
    ids = deals(office, 5)
    with office.db.begin() as session:
        policy.save(session, "guard.changes_per_hour", 3, by="t", at=office.desk.now())
    action = steps(office, ids)
    approval_id = approved(office, action)
    away(office, 1)
    with pytest.raises(LimitReached):
        office.desk.guard.carry_out(action, approval_id)
    office.desk.clock.move(by=timedelta(seconds=31))
    run_due(office)
    assert [one.status for one in changes.of_action(office.db, action.id)] == ["done"] * 3
    assert approvals.find(office.db, approval_id).status == "approved"
    office.desk.clock.move(by=timedelta(minutes=61))
    assert [one.status for one in office.desk.guard.carry_out(action, approval_id)] == ["done"] * 5


@pytest.mark.row("S4-62", "N2", "L3")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["down", "lost", "ok", "maybe", "sync"]), min_size=3, max_size=9), st.integers(0, 9999))
def test_whatever_the_crm_does_each_change_is_written_once_at_most_and_every_end_is_known(office, story, seed):
    if not getattr(office, "acts", False):
        let_act(office)
        with office.db.begin() as session:
            for name in ("guard.bulk_records", "guard.changes_per_hour", "guard.crm_calls_per_minute"):
                policy.save(session, name, 100 if "bulk" in name else 10_000, by="t", at=office.desk.now())
        office.acts, office.books, office.rounds = True, deals(office, 400), 0
        office.true_writer = office.desk.guard.writer
    written = []

    class Moody:
        mood = "ok"

        def write(self, order, claim):
            if self.mood == "down":
                raise DOWN
            if self.mood == "maybe":
                raise MaybeWritten(order.target.name, "reset")
            wrote = office.true_writer.write(order, claim)
            if wrote:
                written.append(order.key)
            if self.mood == "lost":
                raise DOWN
            return wrote

    crm = Moody()
    object.__setattr__(office.desk.guard, "writer", crm)
    keys = []
    for n, mood in enumerate(story):
        crm.mood = mood if mood != "sync" else "ok"
        office.desk.clock.move(by=timedelta(seconds=40))
        if mood == "sync":
            run_due(office)
            continue
        office.rounds += 1
        deal, key = office.books[office.rounds % len(office.books)], f"h{seed}.{office.rounds}.{n}"
        office.desk.guard.carry_out(steps(office, [deal], key=key, text=key))
        keys.append(key)
    crm.mood = "ok"
    for _ in range(3):
        office.desk.clock.move(by=timedelta(seconds=40))
        run_due(office)
    ended = {key: changes.of_action(office.db, key)[0].status for key in keys}
    assert set(ended.values()) <= {"done", "unknown"}
    assert sorted(written) == sorted(f"{key}#0" for key, status in ended.items() if status == "done")
