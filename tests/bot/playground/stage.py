"""A local Slack and a tiny Bolt bot on one loopback port, as the playground has them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import uvicorn
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.server import playground_routes
from bot.playground.slack_api import LocalSlack

SECRET, TOKEN = "a-signing-secret", "xoxb-test"
PEOPLE = [
    {"name": "Dana Whitcombe", "email": "dana@acme.example", "role": "manager", "title": "Sales manager"},
    {"name": "Rui Costa", "email": "rui@acme.example", "role": "rep", "title": "Account executive"},
    {"name": "Ada Okafor", "email": "ada@acme.example", "role": "executive", "title": "CRO"},
]
CHANNELS = [
    {"name": "sales", "topic": "Everybody", "members": ["dana@acme.example", "rui@acme.example"]},
    {"name": "leads", "topic": "Few", "members": ["dana@acme.example"], "private": True},
    {"name": "botless", "topic": "No bot", "members": ["dana@acme.example"], "bot": False},
]

Json = dict[str, Any]


class Clock:
    """The time, which tests move."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Bot:
    """A Bolt app that a test tells what to do, and that remembers what it heard."""

    def __init__(self, address: str):
        self.client = WebClient(token=TOKEN, base_url=f"{address}/api/")
        self.app = App(
            client=self.client,
            signing_secret=SECRET,
            token=TOKEN,
            token_verification_enabled=False,
            process_before_response=True,
        )
        self.heard: list[tuple[dict[str, str], Json]] = []
        self.working = 0
        # When a test sets this, it answers before Bolt does: a status for each delivery, in turn.
        self.statuses: list[int] = []
        self.slow_for = 0.0
        # What it answers to one kind of payload, past Bolt, which would never send some of it.
        self.raw_answers: dict[str, Json] = {}

    def route(self) -> Route:
        """Its address for Slack."""

        async def events(request: Request) -> Response:
            body = (await request.body()).decode()
            return await run_in_threadpool(self._dispatch, body, dict(request.headers))

        return Route("/slack/events", events, methods=["POST"])

    def _dispatch(self, body: str, headers: dict[str, str]) -> Response:
        try:
            request = BoltRequest(body=body, headers=headers)
        except ValueError:
            return Response("not understood", 400)
        self.heard.append((headers, request.body))
        if self.slow_for:
            time.sleep(self.slow_for)
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return Response("not now", status)
        if raw := self.raw_answers.get(str(request.body.get("type"))):
            return JSONResponse(raw)
        answer = self.app.dispatch(request)
        # Bolt refuses what nobody listens for, and Slack would send it again; here that is just not interesting.
        status = 200 if answer.status == 404 else answer.status
        return Response(answer.body, status, {n: v[0] for n, v in answer.headers.items()})

    def payloads(self, kind: str) -> list[Json]:
        """What it heard of one kind: an event type, an interaction type, or a command."""
        return [body for _, body in self.heard if kind in (_kind(body), body.get("type"), body.get("command"))]


def _kind(body: Json) -> Any:
    return (body.get("event") or {}).get("type")


class Stage:
    """Both of them running, and a client for the page and control APIs."""

    def __init__(self, state: Any, **options: Any):
        self.clock = Clock()
        self.state, self.options = state, options
        self._config = uvicorn.Config(
            Starlette(), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(self._config)
        self._socket = self._config.bind_socket()
        self.port = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.bot = Bot(self.address)
        self.http = httpx.Client(base_url=self.address, timeout=30)
        self.clock_calls: list[Json] = []

    def __enter__(self) -> Stage:
        settings: Json = {"retry_after": (0.0, 0.05, 0.05), "deliver_to": f"{self.address}/slack/events"} | self.options
        self.slack = LocalSlack(self.state, signing_secret=SECRET, bot_token=TOKEN, now=self.clock, **settings)
        self.slack.seed(PEOPLE, CHANNELS)
        routes = playground_routes(
            self.slack, pending=lambda _key: self.bot.working > 0, inbox_key=_kind_of, clock=self._move_clock
        )
        self._config.app = Starlette(routes=[*routes, self.bot.route()])
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.slack.stop()
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()

    def _move_clock(self, wanted: Json) -> Json:
        self.clock_calls.append(wanted)
        if wanted.get("advance") == "nonsense":
            raise ValueError("nonsense is no span of time")
        return {"now": "2026-11-21T08:00:00+00:00"}

    def post(self, path: str, /, expect: int = 200, **body: Any) -> Json:
        """The JSON a POST answers, with the status it must have."""
        answer = self.http.post(path, json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def get(self, path: str, /, expect: int = 200, **query: Any) -> Json:
        """The JSON a GET answers, with the status it must have."""
        answer = self.http.get(path, params=query)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def api(self, method: str, token: str = TOKEN, **args: Any) -> Json:
        """What the Web API answers to a raw call."""
        answer = self.http.post(f"/api/{method}", json=args, headers={"Authorization": f"Bearer {token}"})
        return answer.json()

    def say(self, text: str, as_: str = "Dana Whitcombe", channel: str = "dm", **more: Any) -> Json:
        """Says something and waits for the bot."""
        return self.post("/_control/say", **{"as": as_, "channel": channel, "text": text}, **more)

    def id_of(self, name: str) -> str:
        """The id of a person."""
        return next(person["id"] for person in self.slack.people() if person["real_name"] == name)

    def dm(self, name: str = "Dana Whitcombe") -> str:
        """The id of somebody's conversation with the bot."""
        return self.slack.workspace.dm_of(self.id_of(name))["id"]

    def until(self, true: Callable[[], Any], within: float = 30.0) -> Any:
        """Waits for something to come true."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if found := true():
                return found
            time.sleep(0.01)
        raise AssertionError("It did not come true in time.")


def _kind_of(payload: Json) -> str:
    return str(payload.get("event_id") or payload.get("trigger_id") or "none")
