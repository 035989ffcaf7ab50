"""A CRM that hangs, resets, half-applies or answers garbage: every write ends known, or as a doubt for a person."""

from datetime import timedelta

import pytest

from domain.cards import Text
from domain.errors import BadSetting
from gateways.crm.remote_writer import RemoteWriter, usable
from gateways.crm.wire import Wire
from store import approvals, audit, changes, review_queue
from tests.gateways.crm.bridge import MOODS, Bridge
from tests.gateways.test_guard import deals, let_act, step_of, steps
from tests.gateways.test_waiting import run_due
from tests.handlers.test_approvals import MANAGER, a_deal, card_of, now_of, propose, values_on
from tests.office import labels, words


@pytest.fixture
def crm(office):
    bridge = Bridge()
    let_act(office)
    object.__setattr__(office.desk.guard, "writer", RemoteWriter(office.db, Wire(bridge.url, "token", deadline_s=0.4)))
    yield bridge
    bridge.close()


def settled(office, key):
    """How a change ended, once the clock has run on."""
    for _ in range(4):
        office.desk.clock.move(by=timedelta(minutes=2))
        run_due(office)
    return changes.of_action(office.db, key)[0].status


KNOWN = {"half": "unknown", "wrong key": "unknown", "500": "unknown", "conflict": "conflict", "refused": "failed"}


@pytest.mark.row("S4-62", "N2", "N5", "S4-83")
@pytest.mark.parametrize("mood", MOODS)
def test_however_the_crm_answers_the_write_ends_known_or_as_a_doubt_and_happens_once(office, crm, mood):
    (deal,) = deals(office, 1)
    crm.moods = [mood]
    office.desk.guard.carry_out(steps(office, [deal], key="w"))
    status = settled(office, "w")
    assert status == KNOWN.get(mood, "done")
    assert crm.applied.get("w#0", 0) == (status == "done")
    assert (step_of(office, deal) == "Next 0") is (status == "done")
    doubts = [one.kind for one in review_queue.open_items(office.db) if one.kind == "unknown_write"]
    assert len(doubts) == (status == "unknown")
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("S4-62", "N2")
@pytest.mark.parametrize("second", ["hang", "reset", "garbage", "503", "html 502"])
def test_an_answer_lost_twice_is_asked_about_before_anything_is_sent_again(office, crm, second):
    (deal,) = deals(office, 1)
    crm.moods = ["applied, then reset", second]
    office.desk.guard.carry_out(steps(office, [deal], key="w"))
    assert [one.status for one in changes.of_action(office.db, "w")] == ["waiting"]
    assert settled(office, "w") == "done"
    assert [command for command, _, _ in crm.asked].count("PUT") == 1
    assert crm.applied == {"w#0": 1}


@pytest.mark.row("S4-62")
def test_a_crm_that_is_not_there_at_all_loses_nothing(office, crm):
    ids = deals(office, 3)
    crm.close()
    for n, deal in enumerate(ids):
        office.desk.guard.carry_out(steps(office, [deal], key=f"w{n}"))
    assert changes.count_waiting(office.db) == 3
    again = Bridge()
    object.__setattr__(office.desk.guard, "writer", RemoteWriter(office.db, Wire(again.url)))
    assert [settled(office, f"w{n}") for n in range(3)] == ["done"] * 3
    assert again.applied == {f"w{n}#0": 1 for n in range(3)}
    again.close()


@pytest.mark.parametrize("url", ["crm", "ftp://x", "http://crm.example.com/v1", "https://x/?a=1", ""])
def test_an_address_that_cannot_be_or_is_not_safe_is_refused_with_a_sentence(url):
    with pytest.raises(BadSetting, match="QUARTERMASTER_CRM_URL"):
        Wire(url)


def on_the_card(card):
    """What a person reads on it; the summary stands in the notification."""
    return " ".join(node.text for node in card.nodes if isinstance(node, Text))


@pytest.fixture
def asked(office):
    """(office, CRM, deal, approval): a rep's next step waits for a manager, and the CRM is behind a bridge."""
    bridge = Bridge()
    object.__setattr__(office.desk.guard, "writer", RemoteWriter(office.db, Wire(bridge.url, "token", deadline_s=2)))
    deal = a_deal(office)
    yield office, bridge, deal, propose(office, deal, next_step="Call the board", why="They asked")
    bridge.close()


@pytest.mark.row("S4-62", "S4-31", "N2")
def test_a_conflict_that_tells_what_the_crm_holds_is_decided_about_that_and_then_written(asked):
    office, crm, deal, approval = asked
    crm.moods, crm.current = ["conflict"], {"next_step": "Their own step", "amount": 4321.5, "stage_id": "no such"}
    office.presses(MANAGER, "Approve", card_of(office, approval))
    held = now_of(office, deal)
    assert (held["next_step"], str(held["amount"]), held["stage_id"]) == (
        "Their own step", "4321.50", deal["stage_id"],
    )  # fmt: skip
    card = card_of(office, approval)
    assert values_on(card) == (("Next step", "Their own step", "Call the board"),)
    assert "Approve" in labels(card["card"])
    office.presses(MANAGER, "Approve", card)
    assert now_of(office, deal)["next_step"] == "Call the board"
    assert audit.verify(office.db)[1] == []


@pytest.mark.row("S4-62", "S4-31")
@pytest.mark.parametrize("current", [None, {}, {"next_step": "x" * 2001}, {"stage_id": None}, [1]])
def test_a_conflict_that_tells_nothing_says_so_and_does_not_offer_the_same_again(asked, current):
    office, crm, deal, approval = asked
    crm.moods, crm.current = ["conflict"], current
    office.presses(MANAGER, "Approve", card_of(office, approval))
    card = card_of(office, approval)["card"]
    assert "comes with the next sync" in words(card)
    assert on_the_card(card).count("Somebody changed") == 1
    assert "Approve" not in labels(card)
    assert approvals.waiting(office.db) == []
    assert now_of(office, deal)["next_step"] == deal["next_step"]


def test_a_conflict_over_what_the_crm_holds_already_ends_with_nothing_to_change(asked):
    office, crm, _, approval = asked
    crm.moods, crm.current = ["conflict"], {"next_step": "Call the board"}
    office.presses(MANAGER, "Approve", card_of(office, approval))
    assert "holds these values already" in words(card_of(office, approval)["card"])


def test_what_a_crm_says_that_it_holds_is_taken_where_it_can_be_such_a_value():
    said = {"amount": "12", "close_date": "2026-03-31T00:00:00Z", "next_step": "", "name": "x", "owner_id": None}
    assert usable(said, "opportunity:update") == {"amount": "12.00", "close_date": "2026-03-31", "next_step": None}
    for bad in ({"amount": "NaN"}, {"amount": "a lot"}, {"amount": "1e30"}, {"close_date": "soon"}, {"stage_id": []}):
        assert usable(bad, "opportunity:update") == {}


@pytest.mark.row("S4-62")
def test_a_refusal_of_the_crm_is_said_once(asked):
    office, crm, _, approval = asked
    crm.moods = ["refused"]
    office.presses(MANAGER, "Approve", card_of(office, approval))
    card = card_of(office, approval)["card"]
    assert on_the_card(card).count("stage is locked") == 1
    assert values_on({"card": card})


@pytest.mark.row("S4-62")
@pytest.mark.parametrize(
    ("mood", "said"),
    [("reset", "it broke off before it had answered"), ("hang", "it did not answer in time"),
     ("garbage", "its answer cannot be understood"), ("dribble", "it did not answer in time"),
     ("gone", "nothing answers at its address")],
)  # fmt: skip
def test_a_crm_that_is_away_is_spoken_of_in_plain_words(office, crm, mood, said):
    (deal,) = deals(office, 1)
    crm.moods = [mood] * 2
    if mood == "gone":
        crm.close()
    office.desk.guard.carry_out(steps(office, [deal], key="w"))
    (waiting,) = changes.of_action(office.db, "w")
    assert said in waiting.result
    assert "Error" not in waiting.result
    assert "Remote" not in waiting.result
