"""Socket Mode, with the real client at the other end."""

import logging

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.bot.playground.stage import TOKEN, Stage


@pytest.fixture
def connected(tmp_path):
    """A stage whose bot is reached through its own connection alone."""
    with Stage(tmp_path / "slack.db", deliver_to=None) as stage:
        app = App(
            client=WebClient(token=TOKEN, base_url=f"{stage.address}/api/"),
            process_before_response=True,
            logger=logging.getLogger("quiet"),
        )
        handler = SocketModeHandler(app, "xapp-local")
        handler.client.connect()
        stage.until(lambda: bool(stage.slack.sockets))
        yield stage, app
        handler.close()


def test_the_bot_hears_and_answers_through_its_own_connection(connected):
    stage, app = connected

    @app.event("message")
    def heard(event, say):
        if not event.get("bot_id"):
            say(text=f"You said: {event['text']}")

    @app.command("/qm")
    def command(ack):
        ack(text="A command")

    @app.action("go")
    def pressed(ack, body, client):
        ack()
        client.views_open(
            trigger_id=body["trigger_id"],
            view={"type": "modal", "title": {"type": "plain_text", "text": "Go"}, "blocks": []},
        )

    assert [m["text"] for m in stage.say("hello")["messages"]] == ["You said: hello"]
    assert [m["text"] for m in stage.say("/qm x")["messages"]] == ["A command"]
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    posted = stage.bot.client.chat_postMessage(
        channel=stage.dm(), text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    done = stage.post("/_control/press", **{"as": "manager", "channel": "dm", "ts": posted["ts"], "label": "Go"})
    assert done["views"][0]["title"]["text"] == "Go"


def test_a_connection_needs_a_fresh_ticket(stage):
    opened = stage.api("apps.connections.open", token="xapp-local")
    assert opened["url"].startswith(f"ws://127.0.0.1:{stage.port}/socket/")
    assert stage.api("apps.connections.open")["error"] == "not_allowed_token_type"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "x" * 22 + "==",
    }
    assert stage.http.get("/socket/made-up", headers=upgrade).status_code == 403
    foreign = {**upgrade, "Origin": "https://evil.example"}
    assert stage.http.get(opened["url"].replace("ws:", "http:"), headers=foreign).status_code == 403
