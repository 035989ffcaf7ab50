"""What an agent did is taken back in the words people use for it: since a time, the last few, within a scope."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.taking_back import Wanted
from domain.work import Place, Press
from handlers.approvals import expire_due
from handlers.changes import creation
from handlers.taking_back import _within, done
from handlers.verbs.change_take_back import change_take_back
from store import approvals, changes, settings
from store.crm import writing
from store.crm.people import people_of_region, person_by_id
from tests.gateways.test_guard import approved, let_act, person, steps
from tests.handlers.hands import presses
from tests.handlers.test_approvals import a_deal, card_of, now_of, values_on
from tests.office import button, words

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
    said = words(office.says(MANAGER, "undo what the pipeline agent did today")["card"])
    assert "That is 2 writes; one approval lists at most 1." in said


@pytest.mark.row("S2-75")
def test_what_others_wrote_is_not_counted_against_what_one_may_take_back(acted, monkeypatch):
    office, *_ = acted
    monkeypatch.setattr("handlers.taking_back.MOST_SEEN", 2)
    rep, third = person(office, REP), a_deal(office, skip=1)["id"]
    for key in ("hand", "again"):
        by_hand = steps(office, [third], by=rep, key=key, text=key)
        assert office.desk.guard.carry_out(by_hand, approved(office, by_hand))[0].status == "done"
    assert records_on(office.says(MANAGER, "undo everything any agent did since yesterday")) == 2
    assert {one.action_id for one in done(office.desk, rep, Wanted(agent="me"))} == {"hand", "again"}
    assert done(office.desk, person(office, OTHER_REP), Wanted(agent="me")) == []


@pytest.mark.row("S2-75")
def test_looking_no_further_back_is_said_and_nothing_is_cut(acted, monkeypatch):
    office, *_ = acted
    monkeypatch.setattr("handlers.taking_back.MOST_SEEN", 1)
    said = words(office.says(MANAGER, "undo what the pipeline agent did today")["card"])
    assert "more than 1 writes, too many to look through at once" in said
    rep = person(office, REP)
    newest, oldest = Wanted(agent="pipeline", last=1), Wanted(agent="pipeline", last=2)
    assert [one.action_id for one in done(office.desk, person(office, MANAGER), newest)] == ["two"]
    for wanted, found in (oldest, "found 1 of the 2"), (_narrowed(newest, rep), "found none of the 1"):
        with pytest.raises(Refused, match=f"newest 1 writes and {found}"):
            done(office.desk, person(office, MANAGER), wanted)


@pytest.mark.row("S2-75")
def test_half_of_an_action_is_never_taken_for_the_whole(office, monkeypatch):
    let_act(office)
    deals = [a_deal(office)["id"], a_deal(office, skip=1)["id"]]
    office.desk.guard.carry_out(steps(office, deals, key="both", agent="pipeline"))
    monkeypatch.setattr("handlers.taking_back.MOST_SEEN", 1)
    with pytest.raises(Refused, match="found none of the 1 there whole"):
        done(office.desk, person(office, MANAGER), Wanted(agent="pipeline", last=1))


def _narrowed(wanted, owner):
    return wanted.model_copy(update={"scope": {"owner": (owner.name,)}})


def test_an_owner_is_looked_up_once(acted, monkeypatch):
    office, *_ = acted
    asked = []
    monkeypatch.setattr("handlers.taking_back._owner", lambda _desk, id_: asked.append(id_))
    is_within = _within(office.desk, Wanted(agent="pipeline", scope={"team": ("East",), "manager": ("Dana",)}))
    one = changes.latest(office.db)[0]
    assert not is_within(one)
    assert not is_within(one)
    assert len(asked) == 1


@pytest.mark.row("S2-75", "N2")
def test_what_came_after_the_preview_is_not_taken_back_by_it(acted):
    office, mine, other = acted
    preview = office.says(MANAGER, "undo the last action of the pipeline agent")
    office.desk.clock.move(by=timedelta(hours=1))
    office.desk.guard.carry_out(steps(office, [mine["id"]], key="three", text="Later", agent="pipeline"))
    office.presses(MANAGER, "Take back", preview)
    assert now_of(office, mine)["next_step"] == "Later 0"
    assert now_of(office, other)["next_step"] == other["next_step"]


def _taking_back_a_lead(office):
    """The preview of taking back the one lead that an agent made, which a person has to approve."""
    made = creation(office.desk, "lead:create", {"name": "Jane Doe", "owner_id": person(office, REP).id},
                    by=person(office, REP), because="test", action_id="lead", agent="pipeline")  # fmt: skip
    let_act(office, "lead_create")
    assert [one.status for one in office.desk.guard.carry_out(made)] == ["done"]
    with office.db.begin() as session:
        settings.withdraw(session, "autonomy.lead_create", by="test", at=office.desk.now())
    return office.says(REP, "undo what the pipeline agent did today")


@pytest.mark.row("S2-75", "N2")
@pytest.mark.parametrize("press", ["change:roll_back", "change:take_back"])
def test_pressed_twice_somebody_is_asked_once_and_honestly_again_once_that_is_over(office, press):
    preview = _taking_back_a_lead(office)
    subject = button(preview["card"], "Take back")[1] if press == "change:roll_back" else "lead"
    for _ in range(2):
        assert presses(office, REP, press, subject, preview) == "answered"
    (first,) = approvals.waiting(office.db)
    office.presses(MANAGER, "Reject", card_of(office, first, "U0DANA"))
    office.submits(MANAGER, office.slack.forms[-1], {"reason": "not now"})
    assert approvals.waiting(office.db) == []
    office.desk.clock.move(by=timedelta(minutes=1))
    for _ in range(2):
        assert presses(office, REP, press, subject, preview) == "answered"
    (second,) = approvals.waiting(office.db)
    assert second.id != first.id
    office.desk.clock.move(by=timedelta(days=30))
    expire_due(office.desk)
    assert approvals.waiting(office.db) == []
    assert presses(office, REP, press, subject, preview) == "answered"
    (third,) = approvals.waiting(office.db)
    office.presses(MANAGER, "Approve", card_of(office, third, "U0DANA"))
    assert approvals.find(office.db, third.id).status == "done"
    assert presses(office, REP, press, subject, preview) == "refused", "it is gone, and nothing is left to take back"


@pytest.mark.row("N2")
def test_the_same_press_again_after_a_crash_asks_nobody_a_second_time(office):
    preview = _taking_back_a_lead(office)
    press = Press(
        id="p1", verb="change:take_back", subject="lead", person=person(office, REP), at=office.desk.now(),
        place=Place(surface="slack", channel="DU0PRIYA", user="U0PRIYA"),
    )  # fmt: skip
    assert preview
    change_take_back.act(press, office.desk)
    (first,) = approvals.waiting(office.db)
    office.presses(MANAGER, "Reject", card_of(office, first, "U0DANA"))
    office.submits(MANAGER, office.slack.forms[-1], {"reason": "not now"})
    change_take_back.act(press, office.desk)
    assert approvals.waiting(office.db) == []


@pytest.mark.row("A1")
@pytest.mark.parametrize(
    "subject",
    [
        "",
        "{",
        '{"agent": 7}',
        '{"agent": "all", "since": "never"}',
        '{"agent": "all", "since": "2026-11-19T00:00:00"}',
        '{"agent": "all", "until": 7}',
        '{"agent": "nobody", "last": 9}',
    ],
)
def test_a_forged_roll_back_is_refused_with_a_sentence(acted, subject):
    office, *_ = acted
    assert presses(office, MANAGER, "change:roll_back", subject) == "refused"
    assert approvals.waiting(office.db) == []
