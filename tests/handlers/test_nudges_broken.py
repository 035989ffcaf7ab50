"""People who try to break a message: pressed twice, pressed late, by the wrong person, by somebody who has left."""

import pytest
from sqlalchemy import func, select, update

from store import approvals, nudges, settings
from store.crm.tables import opportunities, people
from tests.handlers.hands import last_note, presses, submits
from tests.handlers.test_nudging import MONDAY, Days, concern_of, deal, nudge_to
from tests.office import button, labels, words

REP, OTHER, MANAGER = "Priya Raman", "Tom Okafor", "Dana Whitfield"
o = opportunities.c


@pytest.fixture
def days(office):
    with office.db.begin() as session:
        session.execute(update(people).values(timezone="UTC"))
        settings.save(session, "autonomy.nudge", "act", by="t", at=MONDAY)
    return Days(office)


def full(office, who, more=2):
    """The limit set so that somebody is so many over it; their open deals."""
    with office.db.begin() as session:
        id_ = session.execute(select(people.c.id).where(people.c.name == who)).scalar_one()
        query = select(func.count()).select_from(opportunities).where(o.is_open, o.owner_id == id_)
        many = session.execute(query).scalar_one()
        settings.save(session, "pipeline.max_open_deals", many - more, by="t", at=MONDAY)
    return many


@pytest.mark.row("S2-27", "S2-22")
def test_a_rep_over_the_limit_is_told_the_count_with_the_list_and_the_manager_with_the_override(days):
    many = full(days.office, REP)
    days.until(MONDAY)
    message = nudge_to(days, REP)
    assert f"{many}/{many - 2} open deals" in words(message["card"])
    assert "Clean-up list" in labels(message["card"])
    days.office.presses(REP, "Clean-up list", on=message)
    assert f"{many}/{many - 2} open deals" in words(days.office.latest()["card"])
    digest = next(m for m in days.told(MANAGER) if m["key"].startswith("digest:"))
    days.office.presses(MANAGER, "Capacity", on=digest)
    card = days.office.latest()["card"]
    assert "Override" in labels(card)
    assert REP in words(card)


@pytest.mark.row("C1", "N2")
def test_a_form_sent_twice_proposes_once(days):
    days.until(MONDAY)
    message = nudge_to(days, REP)
    for _ in range(3):
        submits(days.office, REP, "nudge:save", f"{message['key']}|0", {"next_step": "Call the CFO"})
    assert len([one for one in approvals.waiting(days.office.db) if one.action.kind == "opportunity:update"]) == 1


@pytest.mark.row("D1", "A4")
def test_who_has_left_or_lost_the_deal_answers_nothing(days):
    days.until(MONDAY)
    message = nudge_to(days, REP)
    concern = concern_of(days, message)
    before = deal(days, concern.opportunity_id)
    with days.office.db.begin() as session:
        other = session.execute(select(people.c.id).where(people.c.name == OTHER)).scalar_one()
        session.execute(update(opportunities).where(o.id == concern.opportunity_id).values(owner_id=other))
    subject = f"{message['key']}|0"
    assert presses(days.office, REP, "nudge:next_step", subject, on=message) == "refused"
    assert submits(days.office, REP, "nudge:save", subject, {"next_step": "mine"}) == "refused"
    with days.office.db.begin() as session:
        session.execute(update(people).where(people.c.name == REP).values(is_active=False))
    for verb, values in (("nudge:save", {"next_step": "x"}), ("nudge:rest", {"days": "3"}), ("nudge:not_mine", {})):
        assert submits(days.office, REP, verb, subject, values) == "refused", verb
    assert deal(days, concern.opportunity_id)["next_step"] == before["next_step"]
    assert approvals.waiting(days.office.db) == []


@pytest.mark.row("S2-22")
def test_nobody_who_left_before_their_hour_is_written_to(days):
    with days.office.db.begin() as session:
        settings.save(session, "quiet.until_hour", 11, by="t", at=MONDAY)
    days.until(MONDAY)
    held = [one for one in _all(days, "held") if one.kind == "nudge"]
    assert held
    with days.office.db.begin() as session:
        session.execute(update(people).where(people.c.name == REP).values(is_active=False))
    days.until(MONDAY.replace(hour=12))
    assert [m for m in days.told(REP) if m["key"].startswith("nudge:")] == []


def _all(days, state):
    with days.office.db.looking() as connection:
        ids = connection.execute(select(nudges.nudges.c.id).where(nudges.nudges.c.state == state)).scalars().all()
    return [nudges.find(days.office.db, one) for one in ids]


@pytest.mark.row("S2-49", "S2-47")
def test_a_team_has_quiet_hours_of_its_own(days):
    days.office.says(MANAGER, "quiet hours until 10:00 for Enterprise")
    days.office.presses(MANAGER, "Change")
    days.until(MONDAY)
    assert [m for m in days.told(REP) if m["key"].startswith("nudge:")] == []
    days.until(MONDAY.replace(hour=10, minute=1))
    assert nudge_to(days, REP)


@pytest.mark.row("C1")
def test_a_button_of_an_old_card_says_what_became_of_it(days):
    with days.office.db.begin() as session:
        settings.save(session, "autonomy.nudge", "suggest", by="t", at=MONDAY)
    days.until(MONDAY)
    digest = next(m for m in days.told(MANAGER) if m["key"].startswith("digest:"))
    press, subject = button(digest["card"], "Approve all")
    choose, _ = button(digest["card"], "Choose")
    presses(days.office, MANAGER, press, subject, on=digest)
    sent = len(_all(days, "held"))
    presses(days.office, MANAGER, press, subject, on=digest)
    presses(days.office, MANAGER, choose, subject, on=digest)
    assert "decided already" in last_note(days.office)
    assert len(_all(days, "held")) == sent
