"""The one door to a write: what it lets through, asks for and refuses, and what it does when things break."""

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.actions import ChangeRefused, LimitReached
from domain.errors import GatewayDown, Refused
from domain.sessions import SessionOver
from domain.work import Person
from handlers.changes import creation, update
from store import approvals, audit, changes
from store import settings as policy
from store.approvals import Approval
from store.crm.tables import activities, leads, opportunities, people
from store.crm.writing import tasks
from tests import house

REP, MANAGER, EXECUTIVE = "Priya Raman", "Dana Whitfield", "Elena Vasquez"


def person(office, name):
    with office.db.reading() as connection:
        row = connection.execute(select(people).where(people.c.name == name)).mappings().one()
    return Person(id=row["id"], name=name, email=row["email"], role=row["role"])


def deals(office, count, owner=REP):
    c = opportunities.c
    mine = select(people.c.id).where(people.c.name == owner).scalar_subquery()
    query = select(c.id).where(c.owner_id == mine, c.amount < 90_000, c.amount > 1000).order_by(c.id).limit(count)
    with office.db.reading() as connection:
        return list(connection.execute(query).scalars())


def step_of(office, deal):
    with office.db.reading() as connection:
        return connection.execute(select(opportunities.c.next_step).where(opportunities.c.id == deal)).scalar()


def steps(office, ids, *, by=None, key="act", text="Next", agent="", **values):
    wanted = {one: {"next_step": f"{text} {n}"} | values for n, one in enumerate(ids)}
    who = by or person(office, REP)
    return update(office.desk, "opportunity:update", wanted, by=who, because="test", action_id=key, agent=agent)


def approved(office, action, by=MANAGER, authors=None):
    """An approval of the action, granted by somebody, straight in the store."""
    now = office.desk.now()
    who = person(office, by)
    asked = Approval(
        id=approvals.new_id(), action=action, status="open", digest=action.digest, assignee=who.id, needed=1,
        authors=authors or (action.requested_by,), created_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    with office.db.begin() as session:
        approvals.ask(session, office.db, asked)
        approvals.vote(session, asked, who, "key", now)
        approvals.decide(session, office.db, asked, "approved", by=who, key="key", at=now)
    return asked.id


def let_act(office, kind="opportunity_update"):
    with office.db.begin() as session:
        policy.save(session, f"autonomy.{kind}", "act", by="test", at=office.desk.now())


class Failing:
    """A CRM that answers as it is told, then as the real one."""

    def __init__(self, guard, *answers, after=False):
        self.real, self.answers, self.after = guard.writer, list(answers), after
        object.__setattr__(guard, "writer", self)

    def write(self, order, claim):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None and not self.after:
            raise answer
        wrote = self.real.write(order, claim)
        if answer is not None:
            raise answer
        return wrote


@pytest.mark.row("A1", "S4-19", "S0-24")
def test_nobody_but_the_guard_reaches_a_writer():
    reaches = {"gateways.crm.local_writer", "gateways.crm.remote_writer", "gateways.crm.writing"}
    sources = list(house.sources(house.ROOT, house.PACKAGES))
    found = {
        source.path.as_posix()
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (
            node.module in reaches
            or (node.module == "gateways.crm" and any(f"gateways.crm.{one.name}" in reaches for one in node.names))
        )
    }  # fmt: skip
    writers = {"gateways/crm/local_writer.py", "gateways/crm/remote_writer.py"}
    assert found == {"gateways/guard.py", "bot/bootstrap.py"} | writers
    calls = [
        (source.path.as_posix(), node.lineno)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "write"
        and "writer" in ast.dump(node.value)
        and isinstance(node.value, ast.Attribute)
    ]
    assert {path for path, _ in calls} == {"gateways/guard.py"}
    assert len(calls) == 1, "one function reaches the writer"


@pytest.mark.row("A1")
def test_without_an_approval_nothing_is_written(office):
    (deal,) = deals(office, 1)
    action, before = steps(office, [deal]), step_of(office, deal)
    other = approved(office, steps(office, deals(office, 2)[1:], key="other"))
    for approval_id in ("", "approval:none", other):
        with pytest.raises(ChangeRefused, match="not been approved"):
            office.desk.guard.carry_out(action, approval_id)
    assert step_of(office, deal) == before
    assert changes.of_action(office.db, action.id) == []


@pytest.mark.row("A2")
def test_what_runs_is_what_was_approved_to_the_byte(office):
    one, two = deals(office, 2)
    action = steps(office, [one])
    approval_id = approved(office, action)
    target = action.targets[0]
    altered = target.changes[0].model_copy(update={"after": "Something else"})
    for bad in (
        action.model_copy(update={"targets": (target.model_copy(update={"changes": (altered,)}),)}),
        action.model_copy(update={"targets": (target.model_copy(update={"record_id": two}),)}),
        action.model_copy(update={"because": "another reason"}),
        action.model_copy(update={"id": "another"}),
    ):
        with pytest.raises(ChangeRefused):
            office.desk.guard.carry_out(bad, approval_id)
    assert step_of(office, two) != "Something else"
    office.desk.guard.carry_out(action, approval_id)
    assert step_of(office, one) == "Next 0"


@pytest.mark.row("N2", "U1")
def test_carrying_out_again_and_at_once_writes_once(office):
    (deal,) = deals(office, 1)
    action = steps(office, [deal])
    approval_id = approved(office, action)

    def go(_):
        try:
            return office.desk.guard.carry_out(action, approval_id)
        except Exception as problem:  # noqa: BLE001
            return problem

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(go, range(16)))
    written = [entry for entry in audit.entries(office.db) if entry["action"] == "opportunity:update"]
    assert sorted(entry["outcome"] for entry in written) == ["done", "intent"]
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("N2", "N5", "S4-62")
def test_what_a_crm_that_is_down_did_not_take_waits_and_is_written_when_it_is_back(office):
    (deal,) = deals(office, 1)
    action = steps(office, [deal])
    approval_id, before = approved(office, action), step_of(office, deal)
    Failing(office.desk.guard, GatewayDown("CRM", "no answer"), GatewayDown("CRM", "no answer"))
    for _ in range(2):
        assert [one.status for one in office.desk.guard.carry_out(action, approval_id)] == ["waiting"]
    assert office.desk.guard.sync() == 0
    assert (step_of(office, deal), changes.count_waiting(office.db)) == (before, 1)
    assert office.desk.guard.sync() == 1
    (done,) = changes.of_action(office.db, action.id)
    assert (done.status, step_of(office, deal)) == ("done", "Next 0")
    assert office.desk.guard.sync() == 0


@pytest.mark.row("N2")
def test_an_answer_that_is_lost_after_the_write_is_not_written_twice(office):
    (deal,) = deals(office, 1)
    action = steps(office, [deal])
    approval_id = approved(office, action)
    Failing(office.desk.guard, GatewayDown("CRM", "reset"), after=True)
    (done,) = office.desk.guard.carry_out(action, approval_id)
    assert done.status == "done"
    assert office.desk.guard.carry_out(action, approval_id) == [done]
    assert len([e for e in audit.entries(office.db) if e["outcome"] == "done"]) == 1


@pytest.mark.row("N5")
def test_an_unknown_end_is_called_unknown_and_never_tried_again(office):
    (deal,) = deals(office, 1)
    action = steps(office, [deal])
    approval_id = approved(office, action)
    Failing(office.desk.guard, ValueError("<html>502</html>"))
    (ended,) = office.desk.guard.carry_out(action, approval_id)
    assert (ended.status, "not known" in ended.result, "502" in ended.result) == ("unknown", True, False)
    assert office.desk.guard.carry_out(action, approval_id) == [ended]
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("N6", "S4-78")
def test_a_bulk_change_lists_every_records_outcome_and_a_rerun_does_only_the_rest(office):
    ids = deals(office, 12)
    action = steps(office, ids)
    approval_id = approved(office, action)
    with office.db.begin() as session:
        session.execute(
            opportunities.update().where(opportunities.c.id == ids[3]).values(next_step="Somebody was quicker")
        )
    Failing(office.desk.guard, None, Refused("That field is locked."), None, None, None, GatewayDown("CRM", "away"))
    waits = office.desk.guard.carry_out(action, approval_id)
    assert [one.status for one in waits][5:] == ["waiting"] * 7
    assert office.desk.guard.sync() == 7
    ended = office.desk.guard.carry_out(action, approval_id)
    assert [one.record_id for one in ended] == ids
    assert [one.status for one in ended] == [
        {1: "failed", 3: "conflict"}.get(n, "done") for n in range(len(ids))
    ]  # fmt: skip
    assert step_of(office, ids[3]) == "Somebody was quicker"
    assert sum(e["outcome"] == "done" for e in audit.entries(office.db)) == 10


@pytest.mark.row("S4-78", "L7")
def test_a_hundred_records_go_and_a_hundred_and_one_do_not(office):
    base = steps(office, deals(office, 1))
    target = base.targets[0]
    hundred = base.model_copy(update={"targets": tuple(target for _ in range(100))})
    more = base.model_copy(update={"targets": tuple(target for _ in range(101))})
    assert office.desk.guard.judge(hundred).says == "ask"
    judged = office.desk.guard.judge(more)
    assert judged.says == "refuse"
    assert "101 records in one operation: at most 100" in " ".join(judged.reasons("refuse"))


@pytest.mark.row("S2-16", "A7")
def test_single_changes_of_a_day_add_up_to_a_bulk_change(office):
    let_act(office)
    ids = deals(office, 12)
    for n, deal in enumerate(ids[:10]):
        action = steps(office, [deal], key=f"one{n}")
        assert office.desk.guard.judge(action).says == "allow"
        office.desk.guard.carry_out(action)
    eleventh = steps(office, [ids[10]], key="one10")
    judged = office.desk.guard.judge(eleventh)
    assert (judged.says, judged.classes) == ("ask", ("bulk",))
    with pytest.raises(ChangeRefused, match="not been approved"):
        office.desk.guard.carry_out(eleventh)
    office.desk.clock.move(by=timedelta(hours=25))
    assert office.desk.guard.judge(eleventh).says == "allow"


@pytest.mark.row("A7", "S2-46")
def test_small_moves_of_an_amount_add_up_to_a_large_one(office):
    let_act(office)
    (deal,) = deals(office, 1)
    with office.db.begin() as session:
        session.execute(opportunities.update().where(opportunities.c.id == deal).values(amount=Decimal(10_000)))
    by, said = person(office, REP), []
    for n in range(12):
        amount = "20000" if n % 2 == 0 else "10000"
        action = update(
            office.desk, "opportunity:update", {deal: {"amount": amount}}, by=by, because="x", action_id=f"m{n}"
        )
        judged = office.desk.guard.judge(action)
        said.append(judged.says)
        if judged.says == "allow":
            office.desk.guard.carry_out(action)
        else:
            assert judged.classes == ("large_deal",)
            break
    assert said == ["allow"] * 10 + ["ask"], "ten moves of 10,000 are the limit"


def in_currency(office, deal, amount, currency):
    with office.db.begin() as session:
        session.execute(
            opportunities.update().where(opportunities.c.id == deal).values(amount=Decimal(amount), currency=currency)
        )


def amount_of(office, deal, amount, key):
    return update(office.desk, "opportunity:update", {deal: {"amount": str(amount)}}, by=person(office, REP),
                  because="x", action_id=key)  # fmt: skip


@pytest.mark.row("S2-46", "S2-56")
@pytest.mark.parametrize(
    ("currency", "amount", "asks"),
    [
        ("USD", 90_000, ""),
        ("USD", 100_001, "100,001 is above the limit of 100,000"),
        ("EUR", 80_000, ""),
        ("EUR", 80_001, "80,001 EUR is above the limit of 80,000 EUR"),
        ("JPY", 9_000_000, ""),
        ("JPY", 20_000_000, "20,000,000 JPY is above the limit of 15,000,000 JPY"),
        ("GBP", 10, "there is no limit for 10 GBP to be compared with"),
    ],
)
def test_a_deal_is_large_by_the_limit_of_its_own_currency_and_without_one_a_person_looks(
    office, currency, amount, asks
):
    let_act(office)
    with office.db.begin() as session:
        policy.save(session, "guard.large_deal_amounts", ("EUR 80000", "JPY 15000000"), by="t", at=office.desk.now())
    (deal,) = deals(office, 1)
    in_currency(office, deal, amount, currency)
    judged = office.desk.guard.judge(steps(office, [deal], key="a"))
    assert judged.says == ("ask" if asks else "allow")
    assert asks in " ".join(judged.reasons("ask"))


@pytest.mark.row("A7", "S2-46")
def test_moves_in_several_currencies_are_never_added_up_but_their_shares_of_the_limits_are(office):
    let_act(office)
    with office.db.begin() as session:
        policy.save(session, "guard.large_deal_amounts", ("EUR 80000",), by="t", at=office.desk.now())
    ours, theirs = deals(office, 2)
    in_currency(office, ours, 10_000, "USD")
    in_currency(office, theirs, 10_000, "EUR")
    office.desk.guard.carry_out(amount_of(office, ours, 60_000, "a"))
    within = amount_of(office, theirs, 50_000, "b")
    assert office.desk.guard.judge(within).says == "allow", "half of one limit and half of the other"
    beyond = amount_of(office, theirs, 50_001, "c")
    judged = office.desk.guard.judge(beyond)
    assert "moved by 40,001 EUR and 50,000 within 24 hours, above the limit of 80,000 EUR and 100,000" in " ".join(
        judged.reasons("ask")
    )
    office.desk.guard.carry_out(within)
    again = amount_of(office, theirs, 50_001, "d")
    with pytest.raises(ChangeRefused, match="has not been approved"):
        office.desk.guard.carry_out(again)


@pytest.mark.row("S2-16")
@pytest.mark.parametrize(
    ("category", "month", "field", "asks"),
    [("Commit", 12, "amount", True), ("Commit", 12, "next_step", False), ("Commit", 1, "amount", False),
     ("Pipeline", 12, "amount", False), ("Pipeline", 12, "forecast_category", True)],
)  # fmt: skip
def test_this_quarters_commit_is_executive_reporting(office, category, month, field, asks):
    (deal,) = deals(office, 1)
    close = office.desk.today().replace(month=month, day=15, year=2026 if month == 12 else 2027)
    with office.db.begin() as session:
        session.execute(
            opportunities.update().where(opportunities.c.id == deal)
            .values(forecast_category=category, close_date=close, amount=Decimal(5000))
        )  # fmt: skip
    value = {"amount": "6000", "next_step": "x", "forecast_category": "Commit"}[field]
    action = update(
        office.desk, "opportunity:update", {deal: {field: value}}, by=person(office, REP), because="x", action_id="a"
    )
    assert ("executive_reporting" in office.desk.guard.judge(action).classes) is asks


@pytest.mark.row("S4-80")
def test_an_agent_whose_writes_fail_above_the_limit_is_paused_and_a_person_is_not(office):
    let_act(office)
    ids = deals(office, 21)
    Failing(office.desk.guard, Refused("locked"), None, Refused("locked"))
    with office.db.begin() as session:
        policy.save(session, "guard.bulk_records", 100, by="test", at=office.desk.now())
    office.desk.guard.carry_out(steps(office, ids[:20], agent="pipeline"))
    judged = office.desk.guard.judge(steps(office, ids[20:], key="next", agent="pipeline"))
    assert judged.says == "refuse"
    assert "auto-paused at 10.0% errors" in " ".join(judged.reasons("refuse"))
    assert office.desk.guard.judge(steps(office, ids[20:], key="mine")).says == "allow"


@pytest.mark.row("S4-74", "L7")
def test_fifty_changes_go_in_an_hour_and_the_next_waits_for_its_turn(office):
    with office.db.begin() as session:
        policy.save(session, "guard.changes_per_hour", 5, by="test", at=office.desk.now())
    ids = deals(office, 8)
    action = steps(office, ids)
    approval_id = approved(office, action)
    with pytest.raises(LimitReached, match="limit of 5 data modifications per hour"):
        office.desk.guard.carry_out(action, approval_id)
    assert [one.status for one in changes.of_action(office.db, action.id)] == ["done"] * 5
    with pytest.raises(LimitReached):
        office.desk.guard.carry_out(action, approval_id)
    office.desk.clock.move(by=timedelta(minutes=61))
    assert [one.status for one in office.desk.guard.carry_out(action, approval_id)] == ["done"] * 8


@pytest.mark.row("S4-21", "S4-22")
def test_leads_activities_and_tasks_are_made_once_and_a_contact_is_corrected(office):
    (deal,) = deals(office, 1)
    who = person(office, REP)
    made = {
        "lead:create": {"name": "Ada Byron", "company": "Engines", "lead_source": "Web", "owner_id": who.id},
        "activity:log": {"type": "call", "subject": "Talked", "on_date": "2026-11-20", "opportunity_id": deal},
        "task:assign": {"subject": "Send it", "owner_id": who.id, "due_on": "2026-11-30", "opportunity_id": deal},
    }
    for kind, values in made.items():
        action = creation(office.desk, kind, values, by=who, because="x", action_id=f"make:{kind}")
        assert office.desk.guard.judge(action).says == "ask"
        approval_id = approved(office, action)
        for _ in range(2):
            (done,) = office.desk.guard.carry_out(action, approval_id)
            assert done.status == "done"
    with office.db.reading() as connection:
        for table, column, value in (
            (leads, leads.c.name, "Ada Byron"), (activities, activities.c.subject, "Talked"),
            (tasks, tasks.c.subject, "Send it"),
        ):  # fmt: skip
            assert len(connection.execute(select(table.c.id).where(column == value)).all()) == 1
        day = connection.execute(select(opportunities.c.last_activity_on).where(opportunities.c.id == deal)).scalar()
    assert day.isoformat() == "2026-11-20"


STEPS = st.lists(
    st.sampled_from(
        ["self", "rep", "guest", "stale", "expired", "rejected", "tampered", "other", "run", "merge", "demoted"]
    ),
    max_size=6,
)


def no_path_to_a_write(office, taken):
    """However these steps are put together: without the yes of an entitled person, nothing is written."""
    (deal,) = deals(office, 1)
    before = step_of(office, deal)
    action = steps(office, [deal], key=f"act{len(taken)}{hash(tuple(taken))}", text=f"Path {taken}")
    now = office.desk.now()
    asked = Approval(
        id=approvals.new_id(), action=action, status="open", digest=action.digest, assignee="", needed=1,
        authors=(action.requested_by,), created_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    with office.db.begin() as session:
        approval_id = approvals.ask(session, office.db, asked)
    for one in taken:
        _try(office, one, action, asked.model_copy(update={"id": approval_id}), now)
    for one in (approval_id, ""):
        with pytest.raises(ChangeRefused):
            office.desk.guard.carry_out(action, one)
    assert step_of(office, deal) == before
    assert changes.of_action(office.db, action.id) == []


def _try(office, one, action, asked, now):
    who = {"self": REP, "rep": "Tom Okafor", "demoted": "Tom Okafor", "merge": REP}.get(one, MANAGER)
    voter = Person(name="Sam", id="") if one == "guest" else person(office, who)
    if one == "demoted":
        voter = voter.model_copy(update={"role": "executive"})
    with office.db.begin() as session:
        if one in ("self", "rep", "guest", "demoted"):
            # Even a vote and a decision that were written past the handlers count for nothing.
            approvals.vote(session, asked, voter, one, now)
            approvals.decide(session, office.db, asked, "approved", by=voter, key=one, at=now)
        elif one == "stale":
            other = asked.model_copy(update={"digest": "0" * 64})
            assert not approvals.decide(session, office.db, other, "approved", by=voter, key=one, at=now)
        elif one == "expired":
            late = now + timedelta(hours=2)
            assert not approvals.decide(session, office.db, asked, "approved", by=voter, key=one, at=late)
        elif one == "rejected":
            approvals.decide(session, office.db, asked, "rejected", by=voter, key=one, at=now)
        elif one == "merge":
            approvals.ask(session, office.db, asked.model_copy(update={"id": approvals.new_id()}))
    if one == "tampered":
        with pytest.raises(ChangeRefused):
            office.desk.guard.carry_out(action.model_copy(update={"requested_by": person(office, MANAGER)}), asked.id)
    if one in ("run", "other"):
        with pytest.raises(ChangeRefused):
            office.desk.guard.carry_out(action, asked.id if one == "run" else "approval:x")


@pytest.mark.row("A1", "A3")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=STEPS)
def test_no_way_leads_to_a_write_without_an_entitled_yes(office, taken):
    no_path_to_a_write(office, taken)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=STEPS)
def test_ten_thousand_ways_lead_to_no_write_without_an_entitled_yes(office, taken):
    no_path_to_a_write(office, taken)


def race(office, rounds):
    """Approve against reject, both at once, many times: one wins, both are in the trail."""
    (deal,) = deals(office, 1)
    manager, executive = person(office, MANAGER), person(office, EXECUTIVE)
    for n in range(rounds):
        action = steps(office, [deal], key=f"race{n}", text=f"Race {n}")
        now = office.desk.now()
        asked = Approval(
            id=approvals.new_id(), action=action, status="open", digest=action.digest, assignee="", needed=1,
            authors=(action.requested_by,), created_at=now, expires_at=now + timedelta(hours=1),
        )  # fmt: skip
        with office.db.begin() as session:
            approvals.ask(session, office.db, asked)

        def decide(how, asked=asked, now=now):
            status, who = how
            with office.db.begin() as session:
                approvals.vote(session, asked, who, status, now) if status == "approved" else None
                return approvals.decide(session, office.db, asked, status, by=who, key=status, at=now)

        with ThreadPoolExecutor(2) as threads:
            won = list(threads.map(decide, [("approved", manager), ("rejected", executive)]))
        assert sum(won) == 1
        ended = approvals.find(office.db, asked.id)
        assert ended.status == ("approved" if won[0] else "rejected")
        if ended.status == "rejected":
            with pytest.raises(ChangeRefused):
                office.desk.guard.carry_out(action, asked.id)


@pytest.mark.row("A6")
def test_of_approve_and_reject_at_once_exactly_one_counts(office):
    race(office, 50)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_of_a_thousand_races_each_has_one_winner(office):
    race(office, 1000)


class Slow:
    """A CRM whose every write takes twelve minutes of product time."""

    def __init__(self, office):
        self.real, self.clock = office.desk.guard.writer, office.desk.clock
        object.__setattr__(office.desk.guard, "writer", self)

    def write(self, order, claim):
        self.clock.move(by=timedelta(minutes=12))
        return self.real.write(order, claim)


@pytest.mark.row("S4-33", "S4-79")
def test_a_session_ends_after_thirty_minutes_keeps_where_it_was_and_goes_on_in_the_next(office):
    ids = deals(office, 7)
    action = steps(office, ids)
    approval_id = approved(office, action)
    Slow(office)
    for done in (3, 6):
        with pytest.raises(SessionOver, match=f"The session of 30 minutes ended after {done} of 7 records"):
            office.desk.guard.carry_out(action, approval_id)
        assert len(changes.of_action(office.db, action.id)) == done
    office.desk.guard.carry_out(action, approval_id)
    assert [one.status for one in changes.of_action(office.db, action.id)] == ["done"] * 7
    assert [step_of(office, deal) for deal in ids] == [f"Next {n}" for n in range(7)]
    ends = [e for e in audit.entries(office.db) if e["action"] == "session:end"]
    assert [e["outcome"] for e in ends] == ["goes on"] * 2
