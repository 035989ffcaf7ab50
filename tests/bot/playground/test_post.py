"""Deliveries: signatures, acknowledgements, what is sent again, and what survives a restart."""

import threading
import time

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground.post import OUTBOX, Answer, Postman, encoded, signature
from bot.playground.shelf import Shelf
from tests.bot.playground.stage import SECRET, Stage
from tests.bot.playground.test_server import echo

ACK, FAIL = Answer(200), Answer(500, "", "http_error")


class Line:
    """Answers deliveries as a test says, and remembers them."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def __call__(self, event, retry):
        self.sent.append((event["event_id"], retry))
        return self.answers.pop(0) if self.answers else ACK


def until(true):
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end, "It did not come true in time."
        time.sleep(0.005)


def deliver(tmp_path, line, retry_after=(0.0, 0.01, 0.01)):
    shelf = Shelf(tmp_path / "shelf.db")
    postman = Postman(shelf, line, retry_after)
    postman.start()
    postman.queue({"event_id": "Ev1"})
    until(lambda: not postman.waiting())
    postman.stop()
    left = shelf.all(OUTBOX)
    shelf.close()
    return left


def test_an_acknowledged_event_is_sent_once(tmp_path):
    line = Line()
    assert deliver(tmp_path, line) == {}
    assert line.sent == [("Ev1", None)]


def test_an_event_is_sent_again_with_its_number_and_reason_until_it_is_acknowledged(tmp_path):
    line = Line(FAIL, Answer(0, "", "http_timeout"))
    assert deliver(tmp_path, line) == {}
    assert line.sent == [("Ev1", None), ("Ev1", (1, "http_error")), ("Ev1", (2, "http_timeout"))]


def test_after_three_retries_slack_gives_up(tmp_path):
    line = Line(*[FAIL] * 9)
    assert deliver(tmp_path, line) == {}
    assert [retry for _, retry in line.sent] == [None, *((n, "http_error") for n in (1, 2, 3))]


def test_a_bot_may_ask_for_no_retry(tmp_path):
    line = Line(Answer(500, "", "http_error", {"x-slack-no-retry": "1"}))
    deliver(tmp_path, line)
    assert len(line.sent) == 1


def test_retries_wait_as_long_as_slack_does(tmp_path):
    line, began = Line(FAIL, FAIL), time.monotonic()
    deliver(tmp_path, line, retry_after=(0.0, 0.3, 0.3))
    assert time.monotonic() - began >= 0.3


def test_what_was_not_acknowledged_is_sent_again_after_a_restart_oldest_first(tmp_path):
    shelf, stuck = Shelf(tmp_path / "shelf.db"), threading.Event()
    postman = Postman(shelf, lambda event, retry: (stuck.wait(5) and ACK) or FAIL, carriers=1)
    postman.start()
    for name in ("Ev1", "Ev2", "Ev3"):
        postman.queue({"event_id": name})
    until(lambda: (shelf.get(OUTBOX, "Ev1") or {}).get("tries") == 1)
    # The process dies here: nothing is told to stop, and a new one opens the same file.
    again, line = Shelf(tmp_path / "shelf.db"), Line()
    next_postman = Postman(again, line, carriers=1)
    next_postman.start()
    until(lambda: not next_postman.waiting())
    assert line.sent == [("Ev1", (1, "http_timeout")), ("Ev2", None), ("Ev3", None)]
    assert again.all(OUTBOX) == {}
    stuck.set()
    for running, file in ((next_postman, again), (postman, shelf)):
        running.stop()
        file.close()


def test_the_signature_is_slacks(tmp_path):
    sent, _ = encoded("events_api", {"type": "event_callback"})
    at = str(int(time.time()))
    assert SignatureVerifier(SECRET).is_valid(sent, at, signature(SECRET, at, sent))
    assert not SignatureVerifier("another").is_valid(sent, at, signature(SECRET, at, sent))


@pytest.mark.parametrize("statuses", [[500], [500, 503, 404]])
def test_a_bot_that_fails_hears_the_same_event_again(stage, statuses):
    echo(stage)
    stage.bot.statuses = list(statuses)
    said = stage.say("hello")
    assert [m["text"] for m in said["messages"]] == ["You said: hello"]
    heard = [
        (h.get("x-slack-retry-num"), h.get("x-slack-retry-reason"), b["event_id"])
        for h, b in stage.bot.heard
        if b["event"].get("text") == "hello"
    ]
    assert [number for number, _, _ in heard] == [None, *map(str, range(1, len(statuses) + 1))]
    assert [reason for _, reason, _ in heard] == [None, *["http_error"] * len(statuses)]
    assert len({event_id for _, _, event_id in heard}) == 1


def test_a_bot_that_is_too_slow_hears_the_event_while_it_still_works(tmp_path):
    with Stage(tmp_path / "slack.db", ack_within=0.2) as stage:
        stage.bot.slow_for = 0.5
        said = stage.say("hello", timeout_s=0.6)
        assert said["timed_out"] is True
        stage.bot.slow_for = 0.0
        stage.until(lambda: stage.slack.is_idle())
        hello = [headers for headers, body in stage.bot.heard if body["event"].get("text") == "hello"]
        assert hello[1]["x-slack-retry-reason"] == "http_timeout"


def test_an_unacknowledged_event_is_answered_after_a_restart_of_everything(tmp_path):
    with Stage(tmp_path / "slack.db", retry_after=(60.0,)) as first:
        first.bot.statuses = [503]
        assert first.say("before the crash", timeout_s=0.3)["timed_out"] is True
    with Stage(tmp_path / "slack.db") as second:
        echo(second)
        seen = second.until(
            lambda: [
                m
                for m in second.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"]
                if m.get("bot_id")
            ]
        )
        assert [m["text"] for m in seen] == ["You said: before the crash"]


def test_events_wait_until_a_starting_bot_is_ready(tmp_path):
    ready = threading.Event()
    with Stage(tmp_path / "slack.db", ready=ready.is_set, retry_after=(60.0,)) as stage:
        echo(stage)
        stage.post("/_page/say", **{"as": "manager", "channel": "dm", "text": "early"})
        time.sleep(0.1)
        assert stage.bot.heard == []
        ready.set()
        stage.until(lambda: stage.slack.is_idle() and len(stage.bot.heard) >= 2)
        assert "x-slack-retry-num" not in stage.bot.heard[0][0]


def test_what_comes_before_the_start_is_sent_once(tmp_path):
    shelf, line = Shelf(tmp_path / "shelf.db"), Line()
    postman = Postman(shelf, line)
    postman.queue({"event_id": "Ev1"})
    assert postman.waiting() == 1
    postman.start()
    postman.queue({"event_id": "Ev2"})
    until(lambda: not postman.waiting())
    assert sorted(line.sent) == [("Ev1", None), ("Ev2", None)]
    postman.stop()
    shelf.close()
