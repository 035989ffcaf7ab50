"""A CRM that hangs, resets, half-applies or answers garbage: every write ends known, or as a doubt for a person."""

from datetime import timedelta

import pytest

from domain.errors import BadSetting
from gateways.crm.remote_writer import RemoteWriter
from gateways.crm.wire import Wire
from store import audit, changes, review_queue
from tests.gateways.crm.bridge import MOODS, Bridge
from tests.gateways.test_guard import deals, let_act, step_of, steps
from tests.gateways.test_waiting import run_due


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
