"""A deal that moved on in the CRM itself without its data: its rep is told, and a step back is proposed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from store import approvals, review_queue, settings
from store.crm.tables import opportunities, people, stages
from tests.handlers.test_approvals import a_deal, card_of, now_of
from tests.handlers.test_nudging import MONDAY, Days
from tests.office import labels, words

REP, MANAGER = "Priya Raman", "Dana Whitfield"
TEN = MONDAY.replace(hour=10, minute=5)
o = opportunities.c


@pytest.fixture
def days(office):
    with office.db.begin() as session:
        session.execute(people.update().values(timezone="UTC"))
    days = Days(office)
    days.until(MONDAY)
    return days


def stage(office, name):
    with office.db.looking() as connection:
        return connection.execute(select(stages.c.id).where(stages.c.name == name)).scalar_one()


def moved(days, name="Proposal", skip=0, was="Qualification", **values):
    """A rep's deal after somebody moved it on in the CRM, and the gate looked before that."""
    office = days.office
    deal = a_deal(office, skip=skip)
    with office.db.begin() as session:
        here = opportunities.update().where(o.id == deal["id"])
        session.execute(here.values(stage_id=stage(office, was), **({"next_step": None} | values)))
    return deal, here.values(stage_id=stage(office, name), updated_at=TEN)


def in_the_crm(days, *changes, at=TEN):
    days.until(at)
    with days.office.db.begin() as session:
        for change in changes:
            session.execute(change)
    days.until(at + timedelta(minutes=40))


def reverts(office):
    return [one for one in approvals.waiting(office.db) if one.action.agent == "pipeline"]


@pytest.mark.row("S2-24", "S2-02")
def test_a_step_without_data_is_told_to_the_rep_and_put_back_after_a_yes(days):
    office = days.office
    deal, step = moved(days)
    in_the_crm(days, step)
    (revert,) = reverts(office)
    assert now_of(office, deal)["stage_id"] == stage(office, "Proposal"), "nothing goes back by itself"
    notice = next(m for m in days.told(REP) if m["key"].startswith("moved:"))
    assert "moved to Proposal in the CRM: Next step missing." in words(notice["card"])
    assert labels(notice["card"]) == ["Fill in"]
    assert "lacks: Next step" in words(card_of(office, revert)["card"])
    office.presses(MANAGER, "Approve", card_of(office, revert))
    assert now_of(office, deal)["stage_id"] == stage(office, "Qualification")
    days.until(TEN + timedelta(hours=3))
    assert reverts(office) == []
    assert len([m for m in days.told(REP) if m["key"].startswith("moved:")]) == 1


@pytest.mark.row("S2-24")
def test_once_the_data_is_there_nothing_goes_back(days):
    office = days.office
    deal, step = moved(days)
    in_the_crm(days, step)
    (revert,) = reverts(office)
    with office.db.begin() as session:
        session.execute(opportunities.update().where(o.id == deal["id"]).values(next_step="Call", updated_at=TEN))
    days.until(TEN + timedelta(minutes=80))
    assert approvals.find(office.db, revert.id).status == "void"
    assert "data is complete" in words(card_of(office, revert)["card"])
    assert now_of(office, deal)["stage_id"] == stage(office, "Proposal")


@pytest.mark.row("S2-24", "S2-49")
def test_a_step_in_the_evening_is_told_the_next_morning(days):
    _, step = moved(days)
    with days.office.db.begin() as session:
        settings.save(session, "quiet.from_hour", 16, by="t", at=MONDAY)
    in_the_crm(days, step, at=MONDAY.replace(hour=16, minute=5))
    assert [m for m in days.told(REP) if m["key"].startswith("moved:")] == []
    days.until((MONDAY + timedelta(days=1)).replace(hour=8, minute=35))
    assert len([m for m in days.told(REP) if m["key"].startswith("moved:")]) == 1
    assert len(reverts(days.office)) == 1


@pytest.mark.row("S2-24")
def test_complete_steps_steps_back_and_new_deals_are_let_be(days):
    _, complete = moved(days, next_step="Call", amount=5000)
    _, back = moved(days, "Prospecting", skip=1)
    in_the_crm(days, complete, back)
    assert reverts(days.office) == []


@pytest.mark.row("S2-24")
def test_what_is_refused_is_not_proposed_again(days):
    _, step = moved(days)
    in_the_crm(days, step)
    (revert,) = reverts(days.office)
    days.office.presses(MANAGER, "Reject", card_of(days.office, revert))
    days.office.submits(MANAGER, days.office.slack.forms[-1], {"reason": "They called me"})
    days.until(TEN + timedelta(hours=4))
    assert reverts(days.office) == []


@pytest.mark.row("S2-24")
def test_a_load_of_many_records_floods_nobody(days):
    steps = [o.id.in_(select(o.id).where(o.is_open, o.stage_id == stage(days.office, "Qualification")).limit(60))]
    with days.office.db.begin() as session:
        session.execute(opportunities.update().where(steps[0]).values(next_step=None))
    days.until(TEN)
    many = opportunities.update().where(o.stage_id == stage(days.office, "Qualification"), o.is_open)
    in_the_crm(days, many.values(stage_id=stage(days.office, "Proposal"), updated_at=TEN))
    assert reverts(days.office) == []
    assert [m for m in days.office.slack.messages.values() if m["key"].startswith("moved:")] == []
    items = [one for one in review_queue.open_items(days.office.db) if one.kind == "incomplete_stage"]
    assert len(items) == 1
    assert "looks like a load" in items[0].reason
