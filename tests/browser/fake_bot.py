"""A tiny bot of a few lines, so that the page can be tested without the product's own."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]
Reaction = Callable[["FakeBot", Json], Json | None]


class FakeBot:
    """Hears what the local Slack sends, remembers it, and does what a test has told it to.

    A reaction is named by what it reacts to: `message`, `command`, `home`, an action id, or the callback id of a
    view. What it returns becomes the body of the acknowledgement; it runs before it, so it may not take long.
    """

    def __init__(self, token: str):
        self.token = token
        self.address = ""
        self.heard: list[Json] = []
        self.refused: list[str] = []
        self.reactions: dict[str, Reaction] = {}
        self._news = threading.Condition()

    def on(self, name: str, reaction: Reaction) -> None:
        """Sets what to do about something from now on."""
        self.reactions[name] = reaction

    def call(self, method: str, **body: Any) -> Json:
        """What the Web API answers; refusals are kept in `refused`, in Slack's own words."""
        request = urllib.request.Request(
            f"{self.address}/api/{method}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            said: Json = json.load(answer)
        if not said["ok"]:
            self.refused.append(f"{method}: {said}")
        return said

    def post(self, channel: str, text: str = "an answer", **more: Any) -> Json:
        """Posts a message, and says which."""
        return self.call("chat.postMessage", channel=channel, text=text, **more)

    def receive(self, body: bytes, content_type: str) -> Json | None:
        """What to acknowledge a delivery with."""
        payload = _payload(body, content_type)
        with self._news:
            self.heard.append(payload)
            self._news.notify_all()
        reaction = self.reactions.get(_name_of(payload))
        return reaction(self, payload) if reaction else None

    def heard_of(self, kind: str, timeout: float = 5.0) -> Json:
        """The latest payload of a kind (`message`, `block_actions`, `view_submission` …), waited for if need be."""
        with self._news:
            assert self._news.wait_for(lambda: self._of(kind), timeout), f"No {kind} among {self._kinds()}"
            return self._of(kind)[-1]

    def _of(self, kind: str) -> list[Json]:
        return [payload for payload in self.heard if kind in (payload.get("type"), _name_of(payload))]

    def _kinds(self) -> list[str]:
        return [f"{payload.get('type')} {_name_of(payload)}" for payload in self.heard]


def _payload(body: bytes, content_type: str) -> Json:
    if content_type.startswith("application/json"):
        sent: Json = json.loads(body)
        return sent
    fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    if "payload" in fields:
        inner: Json = json.loads(fields["payload"])
        return inner
    return {"type": "command", **fields}


def _name_of(payload: Json) -> str:
    match payload.get("type"):
        case "event_callback" if payload["event"].get("bot_id") or payload["event"].get("subtype"):
            return "own"  # Slack tells a bot of its own messages and of their edits too.
        case "event_callback":
            return {"app_home_opened": "home"}.get(payload["event"]["type"], str(payload["event"]["type"]))
        case "block_actions":
            return str(payload["actions"][0]["action_id"])
        case "view_submission" | "view_closed":
            return str(payload["view"].get("callback_id") or payload["type"])
        case kind:
            return str(kind)
