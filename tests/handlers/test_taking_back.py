"""What an agent did is taken back in the words people use for it: since a time, the last few, within a scope."""

from datetime import timedelta

import pytest

from domain.taking_back import Wanted
from handlers.taking_back import _within
from store import approvals, changes, settings
from store.crm import writing
from store.crm.people import people_of_region, person_by_id
from tests.gateways.test_guard import let_act, person, steps
from tests.handlers.hands import presses
from tests.handlers.test_approvals import a_deal, card_of, now_of, values_on
from tests.office import words

REP, OTHER_REP, MANAGER = "Priya Raman", "Tom Okafor", "Dana Whitfield"


@pytest.fixture
def acted(office):
    """(office, Priya's deal, Tom's deal), each with another next step by the pipeline agent, Priya's an hour before."""
    let_act(office)
    mine, other = a_deal(office), a_deal(office, OTHER_REP)
    office.desk.guard.carry_out(steps(office, [mine["id"]], key="one", agent="pipeline"))
    office.desk.clock.move(by=timedelta(hours=1))
    office.desk.guard.carry_out(steps(office, [other["id"]], by=person(office, OTHER_REP), key="two", agent="pipeline"))
    assert [one.status for one in changes.latest(office.db)] == ["done", "done"]
    return office, mine, other


def records_on(message):
    return len(values_on(message))


@pytest.mark.row("S2-75", "S4-21", "N7")
def test_what_the_agent_did_today_is_shown_approved_and_taken_back(acted):
    office, mine, other = acted
    with office.db.begin() as session:
        settings.withdraw(session, "autonomy.opportunity_update", by="test", at=office.desk.now())
    message = office.says(MANAGER, "undo what the pipeline agent did today")
    assert records_on(message) == 2
    office.presses(MANAGER, "Take back", message)
    (approval,) = approvals.waiting(office.db)
    office.presses("Elena Vasquez", "Approve", card_of(office, approval, "U0ELENA"))
    assert [now_of(office, one)["next_step"] for one in (mine, other)] == [mine["next_step"], other["next_step"]]


@pytest.mark.row("S2-75")
@pytest.mark.parametrize(
    ("said", "records"),
    [
        ("undo the last action of the pipeline agent", 1),
        ("undo the last 2 actions of the pipeline agent", 2),
        ("undo everything any agent did since yesterday", 2),
        ("roll pipeline back to yesterday", 2),
        ("undo what pipeline did for Priya today", 1),
        ("undo agent pipeline since yesterday", 2),
        ("undo agent pipeline since monday", 2),
    ],
)
def test_it_is_narrowed_in_the_words_people_use(acted, said, records):
    office, *_ = acted
    assert records_on(office.says(MANAGER, said)) == records


@pytest.mark.row("S2-75")
@pytest.mark.parametrize("kind", ["account", "owner", "team", "manager", "region", "stage"])
def test_every_kind_of_scope_keeps_to_its_records(acted, kind):
    office, mine, other = acted
    with office.db.reading() as connection:
        owner = person_by_id(connection, mine["owner_id"])
        theirs = person_by_id(connection, other["owner_id"])
    said = {"account": changes.latest(office.db)[1].target.account, "owner": owner.name, "team": owner.team,
            "manager": owner.manager, "region": "West", "stage": ""}[kind]  # fmt: skip
    with office.db.reading() as connection:
        if kind == "stage":
            said = writing.name_of(connection, "stage", mine["stage_id"])
        region = people_of_region(connection, "West")
    newest, oldest = changes.latest(office.db)
    is_within = _within(office.desk, Wanted(agent="pipeline", scope={kind: (said,)}))
    expected = {
        "account": newest.target.account == said, "owner": False, "team": theirs.team == owner.team,
        "manager": theirs.manager == owner.manager, "region": theirs.name in region,
        "stage": other["stage_id"] == mine["stage_id"],
    }[kind]  # fmt: skip
    assert is_within(oldest) is (kind != "region" or owner.name in region)
    assert is_within(newest) is expected


@pytest.mark.row("S2-75")
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("roll back every nudge pipeline sent since monday", "cannot be taken back, so nudges stay sent"),
        ("go back to snapshot pre-launch", "No snapshots are kept yet"),
        ("undo what the forecasting agent did today", "forecasting agent changed nothing"),
        ("undo agent pipeline since tomorrow", "still to come"),
        ("undo agent pipeline since whenever", "cannot read “whenever” as a time"),
        ("undo agent {", "Nothing of that is left"),
    ],
)
def test_what_cannot_be_taken_back_is_said(acted, said, answer):
    office, *_ = acted
    assert answer in words(office.says(MANAGER, said)["card"])
    assert approvals.waiting(office.db) == []


@pytest.mark.row("S2-75")
def test_more_than_an_approval_could_list_is_refused_and_not_cut(acted, monkeypatch):
    office, *_ = acted
    monkeypatch.setattr("handlers.taking_back.MOST_UNDONE", 1)
    assert "more than 1 writes" in words(office.says(MANAGER, "undo what the pipeline agent did today")["card"])


@pytest.mark.row("A1")
@pytest.mark.parametrize("subject", ["", "{", '{"agent": 7}', '{"agent": "all", "since": "never"}'])
def test_a_forged_roll_back_is_refused_with_a_sentence(acted, subject):
    office, *_ = acted
    assert presses(office, MANAGER, "change:roll_back", subject) == "refused"
    assert approvals.waiting(office.db) == []
