"""Events that come together are committed together, and one that cannot be is sent again and heard once."""

import asyncio
import json
import sqlite3

import httpx
import pytest
from hypothesis import assume, given, settings
from sqlalchemy import make_url
from starlette.applications import Starlette

from bot.surfaces.slack.app import BUSY, http_routes, slack_app
from bot.surfaces.slack.together import Together
from domain.errors import StoreBusy
from store import inbox
from tests.bot.surfaces.slack.payloads import a_dm, a_press, as_form, signed
from tests.bot.surfaces.slack.test_app import Inbox, the_settings
from tests.bot.surfaces.slack.test_parse import mutated


class Store:
    """Commits batches, one at a time; busy as often as told."""

    def __init__(self, busy=0, error=None):
        self.batches, self.busy, self.error = [], busy, error or StoreBusy("another task is writing")

    def hear_all(self, events):
        if self.busy:
            self.busy -= 1
            raise self.error
        self.batches.append([key for key, _, _ in events])


def events(number):
    return [(f"Ev{n}", "message", {"n": n}) for n in range(number)]


def all_kept(store, number, wait_s=0.0, again_s=0.01):
    async def hear():
        together = Together(store.hear_all, again_s)
        kept = await asyncio.gather(*(together.is_kept(event) for event in events(number)))
        await asyncio.sleep(wait_s)
        return kept

    return asyncio.run(hear())


@pytest.mark.row("L1", "N1")
def test_two_hundred_events_at_once_take_few_commits_and_each_is_kept():
    store = Store()
    assert all_kept(store, 200) == [True] * 200
    assert len(store.batches) <= 2
    assert sorted(key for batch in store.batches for key in batch) == sorted(f"Ev{n}" for n in range(200))


@pytest.mark.row("N1")
def test_what_cannot_be_kept_is_not_acked_and_tried_again_until_it_is():
    store = Store(busy=4)
    assert all_kept(store, 3, wait_s=0.3) == [False] * 3
    assert store.batches == [["Ev0", "Ev1", "Ev2"]]


def test_a_fault_of_ours_is_no_ack_either(caplog):
    store = Store(busy=1, error=RuntimeError("a bug"))
    assert all_kept(store, 2, wait_s=0.1) == [False] * 2
    assert store.batches == [["Ev0", "Ev1"]]
    assert "slack:hear failed" in caplog.text


def post(routes, *requests):
    async def send():
        transport = httpx.ASGITransport(Starlette(routes=routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            return await asyncio.gather(
                *(client.post("/slack/events", content=body, headers=signed(body)) for body in requests)
            )

    return asyncio.run(send())


def test_over_http_an_event_is_acked_after_its_commit_and_sent_back_when_there_is_none():
    store, box = Store(), Inbox()
    routes = http_routes(slack_app(the_settings(), box.hear, lambda _: None), the_settings(), store.hear_all)
    bodies = [json.dumps(a_dm() | {"event_id": f"Ev{n}"}) for n in range(5)]
    assert [answer.status_code for answer in post(routes, *bodies)] == [200] * 5
    assert sorted(key for batch in store.batches for key in batch) == [f"Ev{n}" for n in range(5)]
    store.busy = 1
    (refused,) = post(routes, bodies[0])
    assert (refused.status_code, refused.text) == (503, BUSY)
    assert box.times == 0


@settings(max_examples=60)
@given(payload=mutated())
@pytest.mark.row("C1", "C5", "L1")
def test_an_event_is_judged_and_kept_as_bolt_would_have_it(payload):
    assume(payload.get("type") == "event_callback")
    box, store = Inbox(), Store()
    app = slack_app(the_settings(), box.hear, lambda _: None)
    body = json.dumps(payload)
    (through_bolt,) = post(http_routes(app, the_settings()), body)
    (straight,) = post(http_routes(app, the_settings(), store.hear_all), body)
    if through_bolt.status_code == 400:
        # Bolt stumbles over parts that nobody here reads; what they stand in may still be somebody speaking.
        assert straight.status_code in (200, 400, 403)
        return
    assert (straight.status_code, straight.text) == (through_bolt.status_code, through_bolt.text)
    assert [key for batch in store.batches for key in batch] == list(box.kept)


def test_a_press_is_heard_alone_so_that_who_pressed_can_be_told():
    store, box = Store(busy=99), Inbox()
    routes = http_routes(slack_app(the_settings(), box.hear, lambda _: None), the_settings(), store.hear_all)
    assert [answer.status_code for answer in post(routes, as_form(a_press()))] == [200]
    assert len(box.kept) == 1


@pytest.mark.row("N1", "N5", "L3")
def test_a_question_asked_while_the_database_is_locked_is_heard_once_it_is_free_and_only_once(office, monkeypatch):
    monkeypatch.setattr(inbox, "ACK_WAIT_MS", 20)
    other = sqlite3.connect(make_url(office.db.url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    event = ("Ev1", "message", a_dm())

    def hear_all(events):
        inbox.hear_all(office.db, [inbox.Heard(*one, office.desk.now()) for one in events])

    async def slack_sends_it_again():
        together = Together(hear_all, again_s=0.02)
        first = await together.is_kept(event)
        other.execute("ROLLBACK")
        await asyncio.sleep(0.5)
        kept_without_slack = [heard.key for heard in inbox.waiting(office.db)]
        return first, kept_without_slack, await together.is_kept(event)

    assert asyncio.run(slack_sends_it_again()) == (False, ["Ev1"], True)
    other.close()
    assert [heard.key for heard in inbox.waiting(office.db)] == ["Ev1"]
