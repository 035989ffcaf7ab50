"""Conversations: the latest meaning, sealed, and forgotten after a silence."""

import threading
from datetime import timedelta

import pytest

from store import conversations
from tests.store.conftest import AT

IDLE = timedelta(minutes=30)


def remember(db, meaning, conversation="slack:D1", at=AT, **more):
    with db.begin() as session:
        conversations.remember(
            session, db, conversation, person="dana", intent_json=meaning, run_id=more.get("run_id", "run:1"), at=at
        )


def recall(db, after=timedelta(), conversation="slack:D1"):
    return conversations.look(db, conversation, now=AT + after, idle=IDLE).meaning(conversation)


def test_the_latest_meaning_is_recalled_and_another_conversation_knows_nothing(db):
    remember(db, "first")
    remember(db, "second")
    assert recall(db) == ("second", False)
    assert recall(db, conversation="slack:D2") == (None, False)
    assert conversations.is_known(db, "slack:D1")
    assert not conversations.is_known(db, "slack:D2")


@pytest.mark.parametrize(
    ("after", "recalled"),
    [
        (IDLE - timedelta(microseconds=1), ("meaning", False)),
        (IDLE, ("meaning", False)),
        (IDLE + timedelta(microseconds=1), (None, True)),
        (timedelta(days=-1), ("meaning", False)),
    ],
)
def test_a_silence_longer_than_allowed_ends_a_conversation_and_says_so(sqlite_db, after, recalled):
    remember(sqlite_db, "meaning")
    assert recall(sqlite_db, after) == recalled


@pytest.mark.row("S4-32")
def test_a_meaning_is_not_readable_in_the_database(sqlite_db):
    remember(sqlite_db, "PLANTED-MEANING")
    with sqlite_db.looking() as connection:
        row = connection.exec_driver_sql("SELECT * FROM app_conversations").one()
    assert "PLANTED" not in repr(tuple(row))


def test_two_threads_of_one_conversation_that_are_answered_at_once_both_are(db):
    errors = []

    def one(n):
        try:
            for turn in range(5):
                remember(db, f"{n}.{turn}")
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert recall(db)[0].endswith(".4")


def waits(db, conversation="slack:D1", after=timedelta()):
    return conversations.look(db, conversation, now=AT + after, idle=IDLE).waits_for(conversation)


@pytest.mark.row("S4-65")
def test_a_question_back_waits_for_its_answer_until_it_is_settled_or_too_old(db):
    with db.begin() as session:
        conversations.wait_for_answer(session, "slack:D1", run_id="run:1", at=AT)
        conversations.wait_for_answer(session, "slack:D1:9", run_id="run:1", at=AT)
        conversations.wait_for_answer(session, "slack:D2", run_id="run:2", at=AT)
    assert waits(db) == "run:1"
    assert waits(db, after=IDLE) == "run:1"
    assert waits(db, after=IDLE + timedelta(seconds=1)) is None
    assert waits(db, "slack:D3") is None
    assert conversations.is_known(db, "slack:D1:9")
    with db.begin() as session:
        conversations.settle(session, ["slack:D1"], "run:1")
    assert waits(db) is None
    assert waits(db, "slack:D1:9") is None, "the same question is settled everywhere"
    assert waits(db, "slack:D2") == "run:2"


def test_a_later_question_takes_the_place_of_an_earlier_one(db):
    with db.begin() as session:
        conversations.wait_for_answer(session, "slack:D1", run_id="run:1", at=AT)
        conversations.wait_for_answer(session, "slack:D1", run_id="run:2", at=AT + IDLE)
    assert waits(db, after=2 * IDLE) == "run:2"
