"""The listening side against the real Bolt dispatch: nothing unproven gets in, and nothing kept gets lost."""

import asyncio
import json
import logging
import time

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from slack_bolt import BoltRequest
from starlette.applications import Starlette

from bot.surfaces.slack.app import BUSY, MOST_BYTES, NOT_OURS, NOT_UNDERSTOOD, http_routes, run_socket_mode, slack_app
from bot.surfaces.slack.workspace import SlackSettings
from domain.errors import BadSetting, StoreBusy
from tests.bot.surfaces.slack.payloads import (
    APP,
    BOT,
    SECRET,
    TEAM,
    a_command,
    a_dm,
    a_mention,
    a_press,
    a_submission,
    a_tab,
    an_event,
    as_form,
    in_channel,
    signed,
)
from tests.bot.surfaces.slack.test_parse import mutated


def the_settings(**changes):
    known = {"bot_token": SecretStr("xoxb-1-secrettoken"), "signing_secret": SecretStr(SECRET), "team_id": TEAM}
    return SlackSettings(**known | {"app_id": APP, "bot_user_id": BOT, "api_url": "http://127.0.0.1:9/api/"} | changes)


class Inbox:
    """Keeps what is heard, once per key, and can be busy."""

    def __init__(self):
        self.kept, self.kinds, self.times, self.error = {}, [], 0, None

    def hear(self, key, kind, payload):
        self.times += 1
        if self.error:
            raise self.error
        json.dumps(payload)
        fresh = key not in self.kept
        self.kept.setdefault(key, payload)
        self.kinds += [kind] if fresh else []
        return fresh


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def form_errors():
    return {}


@pytest.fixture
def app(inbox, form_errors):
    return slack_app(the_settings(), inbox.hear, lambda _: form_errors)


@pytest.fixture
def slack(app):
    """Slack's side of the wire."""
    return Wire(Starlette(routes=http_routes(app, the_settings())))


class Wire:
    """HTTP to an ASGI app without a port in between."""

    def __init__(self, web):
        self._web = web

    def post(self, path, content=b"", headers=()):
        return asyncio.run(self._send("POST", path, content, headers))

    def get(self, path):
        return asyncio.run(self._send("GET", path, b"", ()))

    async def _send(self, method, path, content, headers):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._web), base_url="http://bot") as client:
            return await client.request(method, path, content=content, headers=headers)


def send(slack, payload, **headers):
    body = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    if isinstance(payload, dict) and payload.get("type") != "event_callback" and "event" not in payload:
        body = as_form(payload)
    return slack.post("/slack/events", content=body, headers=signed(body) | headers)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (a_dm(), "message"),
        (a_mention(), "mention"),
        (in_channel(thread_ts="1763733000.000100"), "thread"),
        (a_command(), "command"),
        (a_command("show payload deals"), "command"),
        (a_press(), "press"),
        (a_press({"action_id": "never:heard_of"}), "press"),
        (a_submission(), "form"),
        (a_submission() | {"type": "view_closed"}, "closed"),
        (a_tab("home"), "home"),
        (a_tab("messages"), "opened"),
    ],
)
@pytest.mark.row("L1")
def test_what_concerns_us_is_kept_whole_before_it_is_acknowledged(slack, inbox, payload, kind):
    answer = send(slack, payload)
    assert (answer.status_code, answer.text) == (200, "")
    assert inbox.kinds == [kind]
    assert list(inbox.kept.values()) == [payload]


@pytest.mark.row("L3")
def test_the_same_event_four_times_is_kept_once_and_acknowledged_each_time(slack, inbox):
    answers = [send(slack, a_dm(), **{"x-slack-retry-num": str(n)}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len(inbox.kept) == 1


@pytest.mark.parametrize(
    "payload", [a_dm(bot_id="B1"), in_channel(), a_dm(subtype="message_deleted"), a_press({"action_id": "link:open"})]
)
@pytest.mark.row("C5")
def test_what_does_not_concern_us_is_acknowledged_and_forgotten(slack, inbox, payload):
    assert send(slack, payload).status_code == 200
    assert inbox.times == 0


@pytest.mark.parametrize("error", [StoreBusy("locked"), RuntimeError("boom at /secret/path")])
@pytest.mark.row("L1", "C1")
def test_an_event_that_cannot_be_kept_is_not_acknowledged_so_that_slack_sends_it_again(slack, inbox, error, caplog):
    inbox.error = error
    answer = send(slack, a_dm())
    assert (answer.status_code, answer.text) == (503, BUSY)
    inbox.error = None
    assert send(slack, a_dm()).status_code == 200
    assert len(inbox.kept) == 1


def test_a_command_that_cannot_be_kept_is_told_so(slack, inbox):
    inbox.error = StoreBusy("locked")
    assert send(slack, a_command()).json() == {"response_type": "ephemeral", "text": BUSY}


def test_a_form_that_cannot_be_kept_stays_open_and_says_so(slack, inbox):
    inbox.error = StoreBusy("locked")
    assert send(slack, a_submission()).json() == {"response_action": "errors", "errors": {"question": BUSY}}


def test_a_press_that_cannot_be_kept_is_not_acknowledged(slack, inbox):
    inbox.error = StoreBusy("locked")
    assert send(slack, a_press(response_url="https://evil.example/steal")).status_code == 503


def test_a_form_that_is_wrong_stays_open_with_a_word_at_the_field(slack, inbox, form_errors):
    form_errors["question"] = "Say what you want to know."
    assert send(slack, a_submission()).json() == {"response_action": "errors", "errors": form_errors}
    assert inbox.times == 0


WRONG = [
    {"x-slack-signature": "v0=" + "0" * 64},
    {"x-slack-signature": ""},
    {"x-slack-signature": "v1=abc"},
    {"x-slack-signature": "v0=ü"},
    {"x-slack-request-timestamp": "soon"},
    {"x-slack-request-timestamp": ""},
    {"x-slack-request-timestamp": "-1"},
    {"x-slack-request-timestamp": "9" * 400},
    {"x-slack-request-timestamp": "１７６３７３３０００"},
]


@pytest.mark.parametrize("headers", WRONG, ids=str)
@pytest.mark.row("C2")
def test_what_slack_did_not_sign_is_refused(slack, inbox, headers):
    raw = [(name.encode(), value.encode()) for name, value in (signed(json.dumps(a_dm())) | headers).items()]
    answer = slack.post("/slack/events", content=json.dumps(a_dm()), headers=raw)
    assert answer.status_code == 401
    assert inbox.times == 0


@pytest.mark.parametrize("age", [301, -301, 10**8])
@pytest.mark.row("C2")
def test_a_signature_outside_five_minutes_is_refused(slack, inbox, age):
    body = json.dumps(a_dm())
    answer = slack.post("/slack/events", content=body, headers=signed(body, at=time.time() - age))
    assert (answer.status_code, inbox.times) == (401, 0)


@pytest.mark.parametrize("change", [b" ", b"\x00"])
@pytest.mark.row("C2")
def test_one_byte_more_breaks_the_signature(slack, change):
    body = json.dumps(a_dm()).encode()
    assert slack.post("/slack/events", content=body + change, headers=signed(body)).status_code == 401


@pytest.mark.row("C2")
def test_a_signature_by_another_secret_is_refused_and_an_empty_secret_is_no_secret(slack, app):
    body = json.dumps(a_dm())
    assert slack.post("/slack/events", content=body, headers=signed(body, secret="other")).status_code == 401
    with pytest.raises(BadSetting):
        http_routes(app, the_settings(signing_secret=SecretStr("")))


@pytest.mark.row("C2")
def test_an_unsigned_body_is_refused_before_it_is_read(slack, monkeypatch):
    def read(*_):
        raise AssertionError("the body was read")

    monkeypatch.setattr("bot.surfaces.slack.app._payload", read)
    assert slack.post("/slack/events", content="{" * 1000, headers={}).status_code == 401


async def in_chunks():
    """A body that does not say beforehand how long it will be."""
    for _ in range(200):
        yield b"y" * 10_000


@pytest.mark.row("C1")
def test_a_body_larger_than_anything_slack_sends_is_refused(slack):
    assert send(slack, b"x" * (MOST_BYTES + 1)).status_code == 413
    assert slack.post("/slack/events", content=in_chunks()).status_code == 413


@pytest.mark.row("C1")
def test_a_message_of_forty_thousand_characters_is_kept_whole(slack, inbox):
    assert send(slack, a_dm("é" * 40_000)).status_code == 200
    assert inbox.kept["Ev0001"]["event"]["text"] == "é" * 40_000


FOREIGN = [
    a_dm() | {"team_id": "T0EVIL"},
    a_dm() | {"team_id": ""},
    a_dm() | {"team_id": None, "authorizations": []},
    a_dm() | {"api_app_id": "A0EVIL"},
    a_dm() | {"authorizations": [{"team_id": "T0EVIL"}]},
    a_dm() | {"team_id": ["T0ACME"], "authorizations": []},
    a_command(team_id="T0EVIL"),
    a_command(api_app_id="A0EVIL"),
    a_press(team={"id": "T0EVIL"}),
    a_press(team=None),
    a_press(enterprise={"id": "E0EVIL"}),
    a_submission(team={"id": "T0EVIL"}),
    a_submission(view={**a_submission()["view"], "app_installed_team_id": "T0EVIL"}),
]


@pytest.mark.parametrize("payload", FOREIGN)
@pytest.mark.row("D1", "C2")
def test_events_of_another_workspace_or_app_are_refused_before_they_are_kept(slack, inbox, payload, caplog):
    with caplog.at_level(logging.WARNING, "quartermaster.slack"):
        answer = send(slack, payload)
    assert (answer.status_code, answer.text) == (403, NOT_OURS)
    assert inbox.times == 0
    assert "slack:refused" in caplog.text


@pytest.mark.row("D1")
def test_our_own_organisation_is_ours(inbox):
    app = slack_app(the_settings(enterprise_id="E0ACME"), inbox.hear, lambda _: None)
    body = a_press(enterprise={"id": "E0ACME"})
    assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert inbox.kinds == ["press"]


@pytest.mark.row("D1")
def test_without_knowing_its_workspace_the_bot_does_not_listen(inbox):
    with pytest.raises(BadSetting, match="SLACK_TEAM_ID"):
        slack_app(the_settings(team_id=""), inbox.hear, lambda _: None)


def test_an_app_level_token_names_the_app():
    assert the_settings(app_id="", app_token=SecretStr("xapp-1-A0QM-123-abcdef")).app == "A0QM"
    assert the_settings(app_id="").app == ""


MALFORMED = [
    "",
    "{",
    "[]",
    "5",
    "null",
    "{}",
    '"text"',
    "payload=",
    "payload=%7B",
    "payload=[]",
    "payload=5",
    "a=b&" * 200,
    "%ff%fe=1",
    b"\xff\xfe\x00{",
    "[" * 100_000,
    '{"a":' * 20_000 + "1" + "}" * 20_000,
    '{"type": "event_callback", "event": ' + "9" * 5_000 + "}",
    json.dumps(an_event("no object")),
    json.dumps(an_event(None)),
    json.dumps(an_event({})),
    json.dumps(an_event({"type": None})),
    json.dumps(an_event({"type": {"a": 1}})),
    json.dumps(a_dm() | {"event_id": None}),
    json.dumps(a_dm() | {"event_id": {"a": 1}}),
    json.dumps(a_dm() | {"authorizations": 5}),
    json.dumps(a_dm() | {"authorizations": "x"}),
    json.dumps({"type": "event_callback", "team_id": TEAM}),
    json.dumps({"type": "no_such_thing", "team_id": TEAM}),
    as_form(a_press(actions=[])),
    as_form(a_press(actions="x")),
    as_form(a_press(actions=[None])),
    as_form(a_press(user="U1")),
    as_form(a_press(user=None)),
    as_form(a_press(container=[], message=7, view="V")),
    as_form(a_submission(view=None)),
    as_form(a_submission(view=[])),
    as_form(a_submission(view={})),
    as_form({"type": "block_actions", "team": {"id": TEAM}}),
    as_form({"type": "view_submission", "team": {"id": TEAM}}),
    as_form({"type": "shortcut", "team": {"id": TEAM}}),
    as_form({"type": "dialog_submission", "team": {"id": TEAM}, "callback_id": "x"}),
    as_form({"type": "block_suggestion", "team": {"id": TEAM}, "action_id": "x"}),
    as_form({"type": "workflow_step_edit", "team": {"id": TEAM}, "callback_id": "x"}),
    as_form(a_command(trigger_id="")),
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:60]))
@pytest.mark.row("C1")
def test_malformed_requests_are_refused_politely_and_leave_nothing_behind(slack, inbox, body):
    answer = send(slack, body)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert "Error" not in answer.text
    assert inbox.times == 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=mutated())
@pytest.mark.row("C1")
def test_mutated_payloads_never_end_in_a_server_error(slack, payload):
    answer = send(slack, payload)
    assert answer.status_code in (200, 400, 403, 404)
    assert answer.text in ("", NOT_OURS, NOT_UNDERSTOOD) or answer.json()


def test_somebody_elses_command_gets_a_polite_answer(slack, inbox):
    assert send(slack, a_command(command="/other")).json()["text"] == NOT_UNDERSTOOD
    assert inbox.times == 0


def test_slacks_first_question_is_answered(slack):
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "abc123"})
    assert send(slack, body).json() == {"challenge": "abc123"}


def test_only_posts_are_taken(slack):
    assert slack.get("/slack/events").status_code == 405


@pytest.mark.row("L1")
def test_an_acknowledgement_waits_for_nobody_else(slack):
    # Slack's address in these settings is a closed port: an ack that asked Slack anything would fail.
    for at in range(20):
        assert send(slack, a_dm() | {"event_id": f"Ev{at}"}).status_code == 200


def test_socket_mode_hears_the_same_and_leaves_unkept_events_unacknowledged(app, inbox):
    assert app.dispatch(BoltRequest(body=a_mention(), mode="socket_mode")).status == 200
    inbox.error = StoreBusy("locked")
    assert app.dispatch(BoltRequest(body=a_dm(), mode="socket_mode")).status == 503
    assert app.dispatch(BoltRequest(body=a_dm() | {"team_id": "T0EVIL"}, mode="socket_mode")).status == 403
    assert list(inbox.kept) == ["Ev0002"]


def test_bolts_own_door_checks_signatures_too(app, inbox):
    body = json.dumps(a_dm())
    headers = {name: [value] for name, value in (signed(body) | {"x-slack-signature": "v0=0"}).items()}
    assert app.dispatch(BoltRequest(body=body, headers=headers)).status == 401
    assert inbox.times == 0


def test_socket_mode_needs_its_token(app):
    with pytest.raises(BadSetting, match="SLACK_APP_TOKEN"):
        run_socket_mode(app, the_settings())


def test_the_listener_leaves_our_own_log_as_it_is(app):
    assert app is not None
    assert logging.getLogger("quartermaster").level == logging.NOTSET
