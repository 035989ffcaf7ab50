"""Payloads as Slack sends them, signed as Slack signs them."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

TEAM, APP, BOT, SECRET = "T0ACME", "A0QM", "U0BOT", "signing-secret-of-the-tests"
ANSWERS = "https://hooks.slack.com/actions/T0ACME/1/abc"


def an_event(event, **changes):
    """The envelope of one event."""
    envelope = {
        "type": "event_callback",
        "token": "old",
        "team_id": TEAM,
        "api_app_id": APP,
        "event_id": "Ev0001",
        "event_time": 1763733000,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "event": event,
    }
    return envelope | changes


def a_dm(text="show stalled deals", **changes):
    """Somebody writes to the bot."""
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1763733000.000100"}
    return an_event(event | {"text": text, "team": TEAM} | changes)


def a_mention(text=f"<@{BOT}> show stalled deals", **changes):
    """Somebody calls the bot in a channel."""
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1763733000.000200", "team": TEAM}
    return an_event(event | {"text": text} | changes, event_id="Ev0002")


def in_channel(text="only EMEA", **changes):
    """Somebody says something in a channel the bot is in."""
    event = {"type": "message", "channel_type": "channel", "channel": "C1", "user": "U1", "ts": "1763733000.000300"}
    return an_event(event | {"text": text, "team": TEAM} | changes, event_id="Ev0003")


def a_command(text="show stalled deals", **changes):
    """Somebody types /qm."""
    fields = {
        "command": "/qm",
        "text": text,
        "team_id": TEAM,
        "api_app_id": APP,
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": "1.2.abc",
        "response_url": ANSWERS,
    }
    return fields | changes


def a_press(action=None, **changes):
    """Somebody presses a button of a message."""
    pressed = {"type": "button", "action_id": "run:csv", "value": "run:1", "action_ts": "1763733001.5", "block_id": "b"}
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": "U1", "team_id": TEAM},
        "api_app_id": APP,
        "container": {"type": "message", "message_ts": "1763733000.9", "channel_id": "C1", "thread_ts": "1763733000.1"},
        "channel": {"id": "C1"},
        "message": {"ts": "1763733000.9", "thread_ts": "1763733000.1"},
        "trigger_id": "3.4.def",
        "response_url": ANSWERS,
        "state": {"values": {}},
        "actions": [pressed | (action or {})],
    }
    return payload | changes


def a_submission(values=None, **changes):
    """Somebody sends a form."""
    view = {
        "id": "V1",
        "hash": "h1",
        "type": "modal",
        "callback_id": "run:edit",
        "private_metadata": json.dumps({"press": "run:edit", "subject": "run:1"}),
        "blocks": [{"type": "input", "block_id": "question"}],
        "state": {"values": values or {"question": {"question": {"type": "plain_text_input", "value": "deals"}}}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "U1", "team_id": TEAM},
        "api_app_id": APP,
        "trigger_id": "5.6.ghi",
        "view": view,
    }
    return payload | changes


def a_tab(tab="home"):
    """Somebody opens a tab of the app."""
    event = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": tab}
    return an_event(event, event_id="Ev0004")


def as_form(payload):
    """An interaction or a command as Slack posts it."""
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)}, errors="surrogatepass")


def signed(body, at=None, secret=SECRET):
    """The headers of a body that Slack signed at this time."""
    at = str(int(time.time() if at is None else at))
    raw = body if isinstance(body, bytes) else body.encode()
    signature = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + raw, hashlib.sha256).hexdigest()
    kind = "application/json" if raw[:1] in b"{[" else "application/x-www-form-urlencoded"
    return {"x-slack-request-timestamp": at, "x-slack-signature": f"v0={signature}", "content-type": kind}
