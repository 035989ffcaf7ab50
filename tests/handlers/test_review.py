"""Held reports: seen and decided by those who may read them, once, and sent on to whoever asked."""

import pytest

from store import audit, review_queue, settings
from tests.handlers.hands import last_note, presses
from tests.office import labels, words

REVENUE = "revenue this quarter"


@pytest.fixture
def held(office_with_burst):
    """(office, the held card's message, its item), asked by the executive."""
    message = office_with_burst.says("Elena Vasquez", REVENUE)
    (item,) = review_queue.open_items(office_with_burst.db)
    return office_with_burst, message, item


def manager_sees_team(office):
    with office.db.begin() as session:
        settings.save(session, "rights.manager_sees", "team", by="test", at=office.desk.now())


@pytest.mark.row("S0-12")
def test_a_report_accepted_from_the_queue_is_sent_to_whoever_asked_and_where(held):
    office, message, _ = held
    office.says("Dana Whitfield", "exceptions")
    office.presses("Dana Whitfield", "Accept", office.latest())
    (channel, _), sent = list(office.slack.messages.items())[-1]
    assert channel == "DU0ELENA", "the one who asked gets the report, not the one who cleared it"
    assert sent["thread"] == message["thread"]
    assert "USD" in sent["card"].summary
    assert review_queue.open_items(office.db) == []


@pytest.mark.row("S0-12", "L3")
@pytest.mark.parametrize("action", ["review:accept", "review:reject"])
def test_a_decision_pressed_twice_counts_once(held, action):
    office, message, item = held
    presses(office, "Dana Whitfield", action, item.id, on=message)
    posts = office.slack.posts
    presses(office, "Dana Whitfield", action, item.id, on=message)
    presses(office, "Marcus Bell", "review:reject", item.id, on=message)
    assert office.slack.posts == posts
    assert "by Dana Whitfield" in last_note(office)
    assert len([e for e in audit.entries(office.db) if e["action"].startswith("review:")]) == 1


@pytest.mark.row("D2", "S4-30")
def test_a_manager_who_sees_a_team_neither_sees_nor_decides_what_is_about_others(held):
    office, message, item = held
    manager_sees_team(office)
    assert "All quiet" in words(office.says("Dana Whitfield", "exceptions")["card"])
    assert item.reason not in words(office.opens_home("Dana Whitfield"))
    for action in ("review:accept", "review:reject", "review:fix"):
        assert presses(office, "Dana Whitfield", action, item.id, on=message) == "refused"
    assert review_queue.find(office.db, item.id).status == "open", "a refused press closes nothing"
    assert item.reason in words(office.opens_home("Omar Haddad"))


@pytest.mark.row("S4-30")
def test_reps_and_guests_decide_nothing(held):
    office, message, item = held
    for who in ("Priya Raman", "Sam Visitor"):
        for action in ("review:accept", "review:reject", "review:fix", "review:open"):
            assert presses(office, who, action, item.id, on=message) == "refused"
            assert who == "Sam Visitor" or "A manager can change that" in last_note(office)
    assert review_queue.find(office.db, item.id).status == "open"


def test_fixing_the_source_names_the_records_and_leaves_it_open(held):
    office, message, item = held
    assert presses(office, "Dana Whitfield", "review:fix", item.id, on=message) == "answered"
    assert "Correct these records" in words(office.slack.forms[-1])
    assert review_queue.find(office.db, item.id).status == "open"


def test_the_queue_offers_each_items_decisions_and_is_quiet_when_there_are_none(held):
    office, _, _ = held
    assert labels(office.says("Dana Whitfield", "exceptions")["card"]) == ["Accept", "Reject", "Fix source"]
    office.presses("Dana Whitfield", "Reject", office.latest())
    assert "All quiet" in words(office.says("Dana Whitfield", "exceptions")["card"])


def test_two_held_questions_with_endless_ids_are_two_items():
    from handlers.ask import _item_id

    one, two = (f"act:{'x' * 90}{n}" for n in range(2))
    assert _item_id(one) != _item_id(two)
    assert len(_item_id(one)) <= 80
    assert _item_id("msg:D1:1.0") == "item:msg:D1:1.0"
