"""Nobody is buried in approvals: equal ones are merged, many stand in one list, and haste is reported."""

import pytest

from handlers.approvals import propose as ask
from handlers.changes import update
from store import approvals, review_queue, settings
from store.crm.people import person_by_name
from tests.handlers.hands import presses
from tests.handlers.test_approvals import a_deal, card_of
from tests.office import PEOPLE, labels, words

REP, OTHER, MANAGER = "Priya Raman", "Tom Okafor", "Dana Whitfield"


def flood(office, many, who=REP):
    """So many different proposals of one rep."""
    with office.db.reading() as connection:
        by = person_by_name(connection, who)
    deals = [a_deal(office, skip=n % 5) for n in range(many)]
    for n, deal in enumerate(deals):
        wanted = {deal["id"]: {"next_step": f"Step {n}"}}
        action = update(office.desk, "opportunity:update", wanted, by=by, because="x", action_id=f"flood:{who}:{n}")
        ask(office.desk, action, office.slack.dm(PEOPLE[who]))


def cards_for(office, who):
    """(cards of single approvals, lists) in somebody's DM."""
    here = [m for (channel, _), m in office.slack.messages.items() if channel == f"D{PEOPLE[who]}"]
    single = [m for m in here if m["key"].startswith("approval:") and m["key"].endswith(PEOPLE[who])]
    return single, [m for m in here if m["key"].startswith("waiting:")]


@pytest.mark.row("A8")
def test_the_cards_above_so_many_in_an_hour_stand_in_one_list(office):
    with office.db.begin() as session:
        settings.save(session, "approval.cards_per_hour", 4, by="t", at=office.desk.now())
    flood(office, 9)
    single, lists = cards_for(office, MANAGER)
    assert len(single) == 4
    assert len(lists) == 1
    assert "9 changes wait for your approval" in words(lists[0]["card"])
    assert labels(lists[0]["card"]) == ["Open"] * 9


@pytest.mark.row("A8")
def test_what_stands_in_the_list_is_opened_decided_and_gone_from_it(office):
    with office.db.begin() as session:
        settings.save(session, "approval.cards_per_hour", 1, by="t", at=office.desk.now())
    flood(office, 3)
    (_, (listed,)) = cards_for(office, MANAGER)
    last = next(one for one in approvals.waiting(office.db) if one.action.id == "flood:Priya Raman:2")
    assert presses(office, OTHER, "approval:open", last.id, on=listed) == "refused"
    assert presses(office, MANAGER, "approval:open", last.id, on=listed) == "answered"
    office.presses(MANAGER, "Approve", card_of(office, last))
    assert approvals.find(office.db, last.id).status == "done"
    assert "2 changes wait" in words(cards_for(office, MANAGER)[1][0]["card"])


@pytest.mark.row("A8")
def test_the_shipped_limit_is_twenty_an_hour(office):
    assert settings.effective(office.db, "approval.cards_per_hour") == 20


@pytest.mark.row("A8")
def test_the_same_change_asked_for_twice_is_one_card_that_says_so(office):
    deal = a_deal(office)
    for who, key in ((REP, "one"), (MANAGER, "two")):
        with office.db.reading() as connection:
            by = person_by_name(connection, who)
        wanted = {deal["id"]: {"next_step": "Call the board"}}
        action = update(office.desk, "opportunity:update", wanted, by=by, because="x", action_id=key)
        ask(office.desk, action, office.slack.dm(PEOPLE[who]))
    (merged,) = approvals.waiting(office.db)
    assert (merged.asked, {one.name for one in merged.authors}) == (2, {REP, MANAGER})


@pytest.mark.row("A8")
def test_who_approves_faster_than_anybody_reads_is_reported_once(office):
    flood(office, 6)
    for approval in approvals.waiting(office.db):
        office.presses(MANAGER, "Approve", card_of(office, approval))
    items = [one for one in review_queue.open_items(office.db) if one.kind == "rubber_stamp"]
    assert len(items) == 1
    assert "Are they read?" in items[0].reason
