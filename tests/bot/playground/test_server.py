"""The page and control APIs, with a real Bolt app at the other end."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest


def echo(stage):
    @stage.bot.app.event("message")
    def heard(event, say):
        if not event.get("bot_id") and not event.get("subtype"):
            say(text=f"You said: {event['text']}", thread_ts=event["ts"])


def test_what_is_said_comes_back_with_the_answer(stage):
    echo(stage)
    said = stage.say("show stalled deals")
    assert said["ok"] is True
    assert said["timed_out"] is False
    assert [m["text"] for m in said["messages"]] == ["You said: show stalled deals"]
    assert said["messages"][0]["state"] == "posted"
    assert said["messages"][0]["thread_ts"] == said["ts"]
    seen = stage.get("/_control/messages", channel="dm", **{"as": "manager"})["messages"]
    assert [m["text"] for m in seen] == ["show stalled deals", "You said: show stalled deals"]


# --- who may ask -------------------------------------------------------------------------------------------------

PATHS = [
    ("GET", "/"),
    ("GET", "/web/app.js"),
    ("GET", "/_page/state?as=manager"),
    ("GET", "/_page/stream?as=manager"),
    ("POST", "/_page/say"),
    ("POST", "/_control/say"),
    ("GET", "/_control/people"),
    ("POST", "/_control/event"),
    ("POST", "/api/auth.test"),
    ("POST", "/response/1/x"),
    ("POST", "/upload/v1/F1/x"),
    ("GET", "/files/F1/x"),
]
FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "evil.example:80@127.0.0.1"},
    {"Host": "192.168.1.7:8000"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_foreign_host_origin_or_site_is_refused_everywhere(stage, method, path, headers):
    answer = stage.http.request(method, path, headers=headers)
    assert answer.status_code == 403
    assert "The playground answers only" in answer.json()["error"]


def test_the_own_page_and_programs_may_ask(stage):
    for host in (f"127.0.0.1:{stage.port}", f"localhost:{stage.port}", "[::1]:80"):
        assert stage.http.get("/_control/people", headers={"Host": host}).status_code == 200
    own = {"Origin": stage.address, "Sec-Fetch-Site": "same-origin"}
    assert stage.http.get("/_control/people", headers=own).status_code == 200
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert stage.http.get("/", headers=opened).status_code == 200


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(stage):
    answer = stage.http.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.startswith("<!doctype html>")


def test_files_of_the_page_and_nothing_else_are_served(stage):
    assert stage.http.get("/web/app.js").headers["content-type"].startswith("text/javascript")
    for name in ("..%2fserver.py", "%2e%2e/slack_api.py", "nothing.js", ".hidden", "..%5cserver.py"):
        assert stage.http.get(f"/web/{name}").status_code == 404


# --- people and places --------------------------------------------------------------------------------------------


def test_everybody_is_listed_with_the_visitor(stage):
    people = stage.get("/_control/people")["people"]
    assert [(p["name"], p["role"], p["email"]) for p in people] == [
        ("Dana Whitcombe", "manager", "dana@acme.example"),
        ("Rui Costa", "rep", "rui@acme.example"),
        ("Ada Okafor", "executive", "ada@acme.example"),
        ("Sam Visitor", "guest", "sam.visitor@elsewhere.example"),
    ]


@pytest.mark.parametrize("name", ["dana@acme.example", "DANA WHITCOMBE", "Dana", "dana", "@dana", "manager"])
def test_a_person_goes_by_many_names(stage, name):
    assert stage.get("/_page/state", **{"as": name})["me"]["id"] == stage.id_of("Dana Whitcombe")


def test_the_page_learns_everything_around_the_messages(stage):
    state = stage.get("/_page/state", **{"as": "Rui Costa"})
    assert state["me"] == {
        "id": stage.id_of("Rui Costa"),
        "name": "rui",
        "real_name": "Rui Costa",
        "email": "rui@acme.example",
        "role": "rep",
        "title": "Account executive",
        "tz": "America/New_York",
        "initials": "RC",
        "is_guest": False,
    }
    assert [(c["kind"], c["name"], c["topic"]) for c in state["channels"]] == [
        ("dm", "Rui Costa", ""),
        ("channel", "sales", "Everybody"),
    ]
    assert state["bot"]["name"] == "Quartermaster"
    assert (state["prompts"], state["home"], state["views"], state["status"]) == ([], None, [], {})


def test_unread_messages_are_counted_until_they_are_looked_at(stage):
    def unread(name):
        return [c["unread"] for c in stage.get("/_page/state", **{"as": name})["channels"] if c["name"] == "sales"]

    stage.say("one", channel="#sales")
    stage.bot.client.chat_postMessage(channel="#sales", text="two")
    assert (unread("Rui Costa"), unread("Dana Whitcombe")) == ([2], [1])
    stage.get("/_page/messages", channel=stage.slack.workspace.channel("sales")["id"], **{"as": "Rui Costa"})
    assert unread("Rui Costa") == [0]


def test_what_one_person_sees_another_does_not(stage):
    stage.say("secret", as_="Dana Whitcombe", channel="#leads")
    assert (
        "not a member of #leads" in stage.get("/_page/messages", 403, channel="#leads", **{"as": "Rui Costa"})["error"]
    )
    assert "not a member" in stage.get("/_page/messages", 403, channel=stage.dm(), **{"as": "Rui Costa"})["error"]
    assert (
        "not a member" in stage.post("/_control/say", 403, **{"as": "rep", "channel": "#leads", "text": "x"})["error"]
    )


# --- bad requests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"not json", 400, "This is not JSON"),
        (b"[" * 100_000, 400, "This is not JSON"),
        (b"[1]", 400, "Send a JSON object"),
        (b"{}", 400, "as is missing"),
        (b'{"as": 7, "channel": "dm", "text": "x"}', 400, "as is missing or not a text"),
        (b'{"as": "manager", "text": "x"}', 400, "channel is missing"),
        (b'{"as": "manager", "channel": "dm"}', 400, "text is missing"),
        (b'{"as": "nobody", "channel": "dm", "text": "x"}', 404, "Nobody here is called 'nobody'"),
        (b'{"as": "manager", "channel": "#nope", "text": "x"}', 404, "Say dm or one of: #sales, #leads, #botless"),
        (b'{"as": "manager", "channel": "dm", "text": "x", "thread_ts": "1.1"}', 404, "no message '1.1'"),
        (
            b'{"as": "manager", "channel": "dm", "text": "x", "timeout_s": "soon"}',
            400,
            "timeout_s is a number of seconds",
        ),
        (b'{"as": "manager", "channel": "dm", "text": "x", "timeout_s": -1}', 400, "timeout_s is a number of seconds"),
        (b" " * 4_000_001, 400, "larger than 4,000,000 bytes"),
    ],
)
def test_a_bad_request_is_answered_with_a_sentence(stage, body, status, says):
    answer = stage.http.post("/_control/say", content=body)
    assert answer.status_code == status
    assert says in answer.json()["error"]
    assert stage.bot.heard == []


def test_missing_names_in_a_query_are_said(stage):
    assert "as is missing" in stage.get("/_control/home", 400)["error"]
    assert "channel is missing" in stage.get("/_control/messages", 400)["error"]
    assert "after is the number" in stage.get("/_page/log", 400, after="x")["error"]


# --- waiting -------------------------------------------------------------------------------------------------------


def test_a_say_waits_until_the_bot_is_done_and_no_longer(stage):
    def work(channel, ts):
        time.sleep(0.3)
        stage.bot.client.chat_postMessage(channel=channel, text="finally", thread_ts=ts)
        stage.bot.working -= 1

    @stage.bot.app.event("message")
    def heard(event):
        if not event.get("bot_id"):
            stage.bot.working += 1
            threading.Thread(target=work, args=(event["channel"], event["ts"])).start()

    early = stage.say("first", timeout_s=0.1)
    assert (early["messages"], early["timed_out"]) == ([], True)
    stage.until(lambda: not stage.bot.working)
    late = stage.say("second")
    assert ([m["text"] for m in late["messages"]], late["timed_out"]) == (["finally"], False)


def test_many_long_waits_leave_room_for_everything_else(stage):
    stage.bot.working = 1

    def say(n):
        body = {"as": "manager", "channel": "dm", "text": str(n), "timeout_s": 20}
        return client.post("/_control/say", json=body).json()

    room = httpx.Limits(max_connections=60)
    with httpx.Client(base_url=stage.address, timeout=30, limits=room) as client, ThreadPoolExecutor(60) as pool:
        waiting = [pool.submit(say, n) for n in range(60)]
        stage.until(lambda: len(stage.bot.payloads("message")) == 60, within=60)
        assert stage.bot.client.auth_test()["ok"] is True
        assert stage.get("/_control/people")["people"]
        stage.bot.working = 0
        assert all(one.result()["timed_out"] is False for one in waiting)


# --- the stream and the inspector ----------------------------------------------------------------------------------


def test_the_page_hears_what_changes_for_its_person(stage):
    def news(lines, until):
        found = []
        for line in lines:
            if line.startswith("data: "):
                found.append(json.loads(line[6:]))
                if until(found[-1]):
                    return [event for event in found if event["type"] != "log"]
        raise AssertionError("The stream ended.")

    with stage.http.stream("GET", "/_page/stream", params={"as": "Dana Whitcombe"}) as stream:
        lines = stream.iter_lines()
        next(lines)
        client = stage.bot.client
        client.chat_postMessage(channel=stage.dm("Rui Costa"), text="not for Dana")
        posted = client.chat_postMessage(channel=stage.dm(), text="one")
        client.chat_update(channel=stage.dm(), ts=posted["ts"], text="two")
        client.chat_delete(channel=stage.dm(), ts=posted["ts"])
        client.chat_postEphemeral(channel=stage.dm(), user=stage.id_of("Dana Whitcombe"), text="psst")
        client.views_publish(user_id=stage.id_of("Dana Whitcombe"), view={"type": "home", "blocks": []})
        told = news(lines, lambda event: event["type"] == "home")
    assert [event["type"] for event in told] == ["message", "updated", "deleted", "ephemeral", "home"]
    assert told[0]["message"]["text"] == "one"
    assert told[1]["message"]["text"] == "two"


def test_a_closed_page_is_forgotten(stage):
    with stage.http.stream("GET", "/_page/stream", params={"as": "manager"}) as stream:
        lines = stream.iter_lines()
        next(lines)
        assert len(stage.slack.workspace._listeners) == 1
    stage.until(lambda: not stage.slack.workspace._listeners)


def test_the_inspector_shows_both_directions_and_no_token(stage):
    echo(stage)
    stage.say("hello")
    entries = stage.get("/_page/log", after=0)["entries"]
    assert [(e["dir"], e["what"]) for e in entries if e["what"] != "auth.test"][:3] == [
        ("from_bot", "chat.postMessage"),
        ("to_bot", "event message"),
        ("to_bot", "event message"),
    ]
    assert [e["n"] for e in entries] == list(range(1, len(entries) + 1))
    assert "xoxb-test" not in str(entries)
    assert stage.get("/_page/log", after=entries[-1]["n"])["entries"] == []


# --- the rest of the control API ----------------------------------------------------------------------------------


def test_the_clock_is_the_products(stage):
    assert stage.post("/_control/clock", advance="2d") == {"now": "2026-11-21T08:00:00+00:00"}
    assert stage.clock_calls == [{"advance": "2d"}]
    assert "no span of time" in stage.post("/_control/clock", 400, advance="nonsense")["error"]
    assert "exactly one of now" in stage.post("/_control/clock", 400)["error"]


def test_the_page_reads_and_moves_the_clock(stage):
    assert stage.post("/_page/clock", advance="2d") == {"now": "2026-11-21T08:00:00+00:00"}
    assert "no span of time" in stage.post("/_page/clock", 400, advance="nonsense")["error"]


def raw_event(**event):
    return {
        "type": "event_callback",
        "team_id": "T",
        "api_app_id": "A",
        "event_id": "Ev1",
        "event": {"type": "message", **event},
    }


def test_a_raw_event_is_signed_unless_headers_are_given(stage):
    echo(stage)
    stage.say("warm up")
    body = raw_event(text="raw", channel=stage.dm(), user="U1", ts="1.1")
    assert stage.post("/_control/event", body=body)["status"] == 200
    assert stage.post("/_control/event", body=body, headers={})["status"] == 401
    again = stage.post("/_control/event", body=body, headers={"X-Slack-Retry-Num": "1"}, sign=True)
    assert again["status"] == 200
    assert again["ms"] >= 0
    stale = stage.post("/_control/event", body=body, headers={"X-Slack-Request-Timestamp": "1000000000"}, sign=True)
    assert stale["status"] == 401


def test_a_forged_signature_is_sent_as_it_is(stage):
    headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64}
    answer = stage.post("/_control/event", body=raw_event(text="x"), headers=headers)
    assert answer["status"] == 401


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "body is what Slack would send"),
        ({"body": 5}, "body is what Slack would send"),
        ({"body": "x", "path": "elsewhere"}, "path begins with /"),
        ({"body": "x", "path": "/a b"}, "path begins with /"),
        ({"body": "x", "headers": []}, "headers is an object"),
        ({"body": "x", "headers": {"A": "b\r\nC: d"}}, "cannot hold a line break"),
    ],
)
def test_a_raw_event_that_cannot_be_sent_is_said(stage, body, says):
    assert says in stage.post("/_control/event", 400, **body)["error"]


def test_a_malformed_raw_body_reaches_the_bot_as_it_is(stage):
    assert stage.post("/_control/event", body="payload=%7Bnot json")["status"] in (400, 401, 500)
    assert stage.post("/_control/event", body="{}", path="/nowhere")["status"] == 404


def test_faults_need_a_method_or_a_switch(stage):
    assert "Give a method" in stage.post("/_control/faults", 400)["error"]
    assert "times is not a whole number" in stage.post("/_control/faults", 400, method="*", times="many")["error"]
