"""Review items: filed once, decided once, for everybody."""

import threading
from datetime import timedelta

import pytest

from store import review_queue
from store.review_queue import ReviewItem
from tests.store.conftest import AT


def an_item(name="item:1", **more):
    said = {
        "id": name, "kind": "held_report", "severity": "medium", "needs": "approval", "assignee": "Marcus Bell",
        "reason": "10,000,000 USD in 5 minutes", "run_id": "run:1", "details": {"rules": ["burst_of_wins"]},
        "created_at": AT,
    }  # fmt: skip
    return ReviewItem(**(said | more))


def file(db, item):
    with db.begin() as session:
        review_queue.file(session, db, item)


def decide(db, decision="accepted", by="Dana", key="press:1"):
    with db.begin() as session:
        return review_queue.decide(session, "item:1", decision, by=by, key=key, at=AT)


def test_an_item_is_filed_once_and_found_whole(db):
    file(db, an_item())
    file(db, an_item(reason="another"))
    assert review_queue.find(db, "item:1") == an_item(number=1)
    assert review_queue.find(db, "item:none") is None


@pytest.mark.row("S0-12")
def test_the_first_decision_closes_the_item_for_everyone(db):
    file(db, an_item())
    assert decide(db) is True
    assert decide(db, "rejected", by="Elena", key="press:2") is False
    kept = review_queue.find(db, "item:1")
    assert (kept.status, kept.decision, kept.decided_by, kept.decided_key) == ("closed", "accepted", "Dana", "press:1")
    assert review_queue.open_items(db) == []


@pytest.mark.row("N5")
def test_the_press_that_decided_still_knows_it_was_it_when_it_runs_again(db):
    file(db, an_item())
    decide(db)
    assert decide(db) is False
    assert review_queue.find(db, "item:1").decided_key == "press:1", (
        "so a repeated press counts as the one that decided"
    )


def test_nothing_is_decided_that_was_never_filed(db):
    assert decide(db) is False


def test_of_twenty_who_decide_at_once_exactly_one_does(db):
    file(db, an_item())
    won = []
    together = threading.Barrier(20)

    def one(n):
        together.wait()
        if decide(db, "accepted" if n % 2 else "rejected", by=f"person {n}", key=f"press:{n}"):
            won.append(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    kept = review_queue.find(db, "item:1")
    assert (kept.decided_by, kept.decided_key) == (f"person {won[0]}", f"press:{won[0]}")


def test_open_items_come_oldest_first_and_no_more_than_asked_for(db):
    for n in (3, 1, 2):
        file(db, an_item(f"item:{n}", created_at=AT + timedelta(seconds=n)))
    assert [item.id for item in review_queue.open_items(db)] == ["item:1", "item:2", "item:3"]
    assert [item.id for item in review_queue.open_items(db, most=2)] == ["item:1", "item:2"]


@pytest.mark.row("S4-32")
def test_why_something_waits_is_not_readable_in_the_database(sqlite_db):
    file(sqlite_db, an_item(reason="PLANTED deal name", details={"said": "PLANTED words"}))
    with sqlite_db.looking() as connection:
        row = connection.exec_driver_sql("SELECT * FROM app_review_items").one()
    assert "PLANTED" not in repr(tuple(row))
    assert review_queue.find(sqlite_db, "item:1").reason == "PLANTED deal name"


@pytest.mark.row("S2-10")
def test_items_are_numbered_in_the_order_in_which_they_come_whoever_files_them(db):
    threads = [threading.Thread(target=file, args=(db, an_item(f"item:{n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file(db, an_item("item:3"))
    numbers = [review_queue.find(db, f"item:{n}").number for n in range(8)]
    assert sorted(numbers) == list(range(1, 9))
    assert review_queue.numbered(db, numbers[3]).id == "item:3"
    assert review_queue.numbered(db, 0) is None


@pytest.mark.row("S2-10")
def test_what_was_decided_is_neither_handed_on_nor_put_off(db):
    file(db, an_item())
    with db.begin() as session:
        assert review_queue.snooze(session, "item:1", AT + timedelta(days=1))
        assert review_queue.assign(session, "item:1", "Elena Vasquez")
    found = review_queue.find(db, "item:1")
    assert (found.assignee, found.snoozed_until) == ("Elena Vasquez", None), "whoever is handed it, sees it"
    decide(db)
    with db.begin() as session:
        assert not review_queue.snooze(session, "item:1", AT)
        assert not review_queue.assign(session, "item:1", "Marcus Bell")
    assert [one.id for one in review_queue.closed_items(db)] == ["item:1"]
