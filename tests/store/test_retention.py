"""What is old goes on its day, what is not yet stays, and a legal hold keeps what it names."""

from datetime import timedelta

import pytest

from domain.nudging import Body
from domain.thresholds import defaults
from store import audit, inbox, jobs, nudges, review_queue, snoozes
from store.jobs import Job
from store.nudges import Nudge
from store.retention import delete_old
from tests.store.conftest import AT
from tests.store.test_audit import an_entry
from tests.store.test_review_queue import an_item

POLICY = defaults()
DAY = timedelta(days=1)


@pytest.fixture
def kept(db):
    """One row of most kinds, made at AT, everything ended."""
    inbox.hear(db, "e1", "event", {"event": {"user": "U1"}}, AT)
    inbox.hear(db, "e2", "event", {"event": {"user": "U1"}}, AT)
    inbox.hear(db, "e3", "event", {"event": {"user": "U1"}}, AT)
    with db.begin() as session:
        inbox.take(session, ["e1"], "j1")
        inbox.take(session, ["e2"], "j2")
        jobs.add(session, Job("j1", "question", "e1", "x", "queued", None), "front", AT)
        jobs.add(session, Job("j2", "question", "e2", "x", "queued", None), "front", AT)
        jobs.finish(session, "j1", "answered", AT)
        for id_, state in (("n1", "sent"), ("n2", "held")):
            nudges.keep(
                session, db, Nudge(id=id_, kind="nudge", to_id="P1", state=state, body=Body(), created_at=AT, due_at=AT)
            )
        snoozes.keep(session, "P1", "D1", "snooze", AT, AT)
        for id_ in ("item:1", "item:2"):
            review_queue.file(session, db, an_item(id_))
        review_queue.decide(session, "item:1", "done", by="Dana", key="k", at=AT)
        audit.write(session, db, an_entry(), AT)
    return db


def left(db):
    keys = [key for key in ("e1", "e2", "e3") if inbox.find(db, key)]
    return keys + [one for one in ("n1", "n2") if nudges.find(db, one)] + [
        one for one in ("item:1", "item:2") if review_queue.find(db, one)
    ]  # fmt: skip


@pytest.mark.row("D9")
def test_each_kind_goes_on_its_day_and_not_before_and_what_is_open_stays(kept):
    every = ["e1", "e2", "e3", "n1", "n2", "item:1", "item:2"]
    assert delete_old(kept, POLICY, AT + 90 * DAY) == {}
    assert left(kept) == every
    assert delete_old(kept, POLICY, AT + 90 * DAY + timedelta(seconds=1)) == {"app_inbox": 1}
    assert left(kept) == every[1:], "an event that waits, or whose job does, is work"
    assert delete_old(kept, POLICY, AT + 401 * DAY) == {"app_nudges": 1, "app_snoozes": 1}
    assert left(kept) == ["e2", "e3", "n2", "item:1", "item:2"]
    assert delete_old(kept, POLICY, AT + 1_101 * DAY) == {"app_review_items": 1}
    assert left(kept) == ["e2", "e3", "n2", "item:2"]
    assert delete_old(kept, POLICY, AT + 9_999 * DAY) == {}


@pytest.mark.row("D9", "U2")
def test_old_details_of_the_trail_go_and_the_chain_holds(kept):
    policy = POLICY | {"retention.audit_details_days": 10}
    assert delete_old(kept, policy, AT + 11 * DAY) == {"audit details": 1}
    assert [e["reason"] for e in audit.entries(kept)] == ["erased"]
    assert audit.verify(kept) == (1, [])


@pytest.mark.row("D9")
def test_nothing_of_a_person_on_hold_goes_and_nothing_of_which_nobody_knows_whose_it_is(kept):
    late = AT + 5_000 * DAY
    assert delete_old(kept, POLICY, late, frozenset({"priya@x.example"}), frozenset({"P1"})) == {}
    assert "n1" in left(kept)
    assert delete_old(kept, POLICY, late, frozenset({"tom@x.example"}), frozenset({"P2"})) == {
        "app_nudges": 1, "app_snoozes": 1,
    }  # fmt: skip
    assert "item:1" in left(kept)


@pytest.mark.row("D9")
def test_nought_days_keep_for_ever(kept):
    policy = {
        name: 0 if name.startswith("retention.") and name != "retention.hold" else v for name, v in POLICY.items()
    }
    assert delete_old(kept, policy, AT + 9_999 * DAY) == {}


@pytest.mark.row("D9")
def test_more_than_one_batch_goes_at_once(db):
    with db.begin() as session:
        for n in range(1_201):
            snoozes.keep(session, "P1", f"D{n}", "snooze", AT, AT)
    assert delete_old(db, POLICY, AT + 401 * DAY) == {"app_snoozes": 1_201}
