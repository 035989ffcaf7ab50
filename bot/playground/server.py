"""The local Slack's doors: the Web API for the bot, the page for people, the control API for tests and graders.

Everything answers on this machine only: a foreign Host or Origin, and any request from another site, gets 403.
Errors of the page and control APIs are `{"ok": false, "error": "a sentence"}` with a 4xx (502 when the bot is silent).

Beyond the contract:
- `POST /_page/suggest {as, view_id | channel+ts, action_id, block_id?, value}` -> `{"options"|"option_groups": [...]}`.
- `POST /_page/press` on a message may carry `state` too, as a press in a view does.
- `POST /_page/clock {advance | until: "morning" | now}` moves product time; `{}` only reads it.
- `GET /_page/log` is `{"entries": [...]}`; a message that is being streamed has `"streaming": true`.
- `GET /_page/state`: a status with messages to turn through is `{"status", "loading_messages"}` instead of a string.
- File urls in messages end in `?as=READER`, because a file is only for those who see a message it is in.
- `POST /_control/press` takes `view_id` instead of channel+ts, `block_id`, and a value for menus
  (`value`, an option's label, or Slack's own `selected_option`, `selected_date` ...).
- `POST /_control/close {as, view_id}`; `GET /_control/views?as=`; `GET /_control/log?after=`.
- `POST /_control/faults {method, error | status, times, retry_after}` makes the next Web API calls fail;
  `{"rate_limits": true}` switches Slack's rate limits on.
- `GET /_control/messages` without `as` shows what everyone in the channel sees.
- Socket Mode: `apps.connections.open` with the app token, then the websocket at `/socket/TICKET`.

`python -m bot.playground.server --help` runs one in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import re
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.client import NoAnswer, about_bot
from bot.playground.forms import Misfit
from bot.playground.post import Answer
from bot.playground.slack_api import LocalSlack
from bot.playground.sockets import Sockets
from bot.playground.web_api import LARGEST_FILE, ApiError
from bot.playground.workspace import NotAllowed, Unknown, shown_view
from domain.errors import QuartermasterError

Json = dict[str, Any]
DeliverRaw = Callable[[bytes, Mapping[str, str], str, bool], Answer]
T = TypeVar("T")
log = logging.getLogger(__name__)

WEB = Path(__file__).parent / "web"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LARGEST_BODY = 4_000_000
WAITS_S, LONGEST_WAIT_S = 30.0, 600.0
QUIET_S = 0.5
HEARTBEAT_S = 15.0
MOST_UNREAD_NEWS = 2_000


class LoopbackOnly:
    """Refuses what did not come from this machine's own page or programs, against DNS rebinding and other sites."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, with headers that keep the page to itself, or refuses it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal:
            await _say(403, refusal)(scope, receive, _safe(send))
        else:
            await self.app(scope, receive, _safe(send))


def _refusal(scope: Scope) -> str:
    """Why a request is refused, or nothing."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    hosts = headers.get("host", [])
    if len(hosts) != 1 or not LOOPBACK.fullmatch(hosts[0]):
        return "The playground answers only at 127.0.0.1 or localhost."
    origins = headers.get("origin", [])
    if any(origin not in (f"http://{hosts[0]}", f"https://{hosts[0]}") for origin in origins):
        return "The playground answers only its own page, not other sites."
    came_from = headers.get("sec-fetch-site", ["none"])
    navigated = scope.get("method") == "GET" and headers.get("sec-fetch-mode") == ["navigate"]
    opens_page = navigated and (scope["path"] == "/" or scope["path"].startswith("/archives/"))
    if any(site in ("cross-site", "same-site") for site in came_from) and not opens_page:
        return "The playground answers only its own page, not other sites."
    return ""


def _safe(send: Send) -> Send:
    async def safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            added = [(n.lower().encode(), v.encode()) for n, v in SAFE.items() if n.lower().encode() not in given]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return safely


def _say(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": sentence}, status)


class BadRequest(ValueError):
    """What is wrong with a request, as a sentence."""


def playground_routes(
    slack: LocalSlack,
    *,
    pending: Callable[[str], bool],
    inbox_key: Callable[[Json], str],
    clock: Callable[[Json], Json],
    deliver_raw: DeliverRaw | None = None,
) -> list[BaseRoute]:
    """The routes of the local Slack, to be mounted beside the bot's own; deliveries begin with the first of them."""
    sockets = Sockets(slack.ack_within)
    doors = _Doors(slack, sockets, pending, inbox_key, clock, deliver_raw or slack.deliver_raw)
    slack.listen_on(sockets)
    slack.start()
    return doors.routes()


class _Doors:
    def __init__(
        self,
        slack: LocalSlack,
        sockets: Sockets,
        pending: Callable[[str], bool],
        inbox_key: Callable[[Json], str],
        clock: Callable[[Json], Json],
        deliver_raw: DeliverRaw,
    ):
        self.slack, self.ws, self.client, self.sockets = slack, slack.workspace, slack.client, sockets
        self._pending, self._inbox_key, self._clock, self._deliver_raw = pending, inbox_key, clock, deliver_raw
        # Threads of our own: the bot's handlers call back while they occupy the server's pool, and must not wait.
        self._api_pool = ThreadPoolExecutor(8, "slack-api")
        self._people_pool = ThreadPoolExecutor(32, "slack-people")

    def routes(self) -> list[BaseRoute]:
        """Each path with its endpoint, behind the guard."""
        page: dict[str, Endpoint] = {
            "say": self.page_say,
            "press": self.page_press,
            "submit": self.page_submit,
            "close": self.page_close,
            "home": self.page_home,
            "suggest": self.page_suggest,
            "clock": self.page_clock,
        }
        control: dict[str, Endpoint] = {
            "say": self.control_say,
            "press": self.control_press,
            "submit": self.control_submit,
            "close": self.control_close,
            "clock": self.control_clock,
            "event": self.control_event,
            "faults": self.control_faults,
        }
        reads: dict[str, Endpoint] = {
            "/_page/state": self.page_state,
            "/_page/messages": self.page_messages,
            "/_page/log": self.log_lines,
            "/_page/stream": self.page_stream,
            "/_control/home": self.control_home,
            "/_control/messages": self.control_messages,
            "/_control/people": self.control_people,
            "/_control/views": self.control_views,
            "/_control/log": self.log_lines,
            "/": self.index,
            "/web/{file}": self.web,
            "/files/{file_id}/{name}": self.file,
            "/archives/{channel}/{message}": self.permalink,
        }
        writes = {f"/_page/{name}": endpoint for name, endpoint in page.items()}
        writes |= {f"/_control/{name}": endpoint for name, endpoint in control.items()}
        writes |= {"/response/{name:path}": self.response, "/upload/v1/{file_id}/{ticket}": self.upload}
        guard = [Middleware(LoopbackOnly)]
        gets = [
            Route(path, _answering(endpoint), methods=["GET"], middleware=guard) for path, endpoint in reads.items()
        ]
        posts = [
            Route(path, _answering(endpoint), methods=["POST"], middleware=guard) for path, endpoint in writes.items()
        ]
        api = Route("/api/{method}", _answering(self.api), methods=["GET", "POST"], middleware=guard)
        return [api, *posts, *gets, WebSocketRoute("/socket/{ticket}", self.sockets.serve, middleware=guard)]

    # --- the bot's side ----------------------------------------------------------------------------------------------

    async def api(self, request: Request) -> Response:
        """One Web API call, in JSON, as a form, or in the query."""
        self._found(request)
        args, token = await _arguments(request)
        return await self._in(self._api_pool, lambda: self._called(request.path_params["method"], args, token))

    def _called(self, method: str, args: Json, token: str | None) -> Response:
        status, reply, headers = self.slack.call(method, args, token)
        return JSONResponse(reply, status, headers)

    async def response(self, request: Request) -> Response:
        """What the bot says at a response_url."""
        body = await _json(request)
        status, said = await self._in(self._api_pool, lambda: self.slack.respond(request.path_params["name"], body))
        return PlainTextResponse(said) if status == 200 else JSONResponse({"ok": False, "error": said}, status)

    async def upload(self, request: Request) -> Response:
        """The bytes of a file, raw or as a form."""
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form(max_part_size=LARGEST_FILE) as form:
                parts = [part for part in form.values() if not isinstance(part, str)]
                content = await parts[0].read() if parts else b""
        else:
            content = await _body(request, LARGEST_FILE)
        place = request.path_params
        try:
            await self._in(self._api_pool, lambda: self.slack.api.receive(place["file_id"], place["ticket"], content))
        except ApiError as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def file(self, request: Request) -> Response:
        """An uploaded file, for the bot and for those who see a message it is in."""
        file = self.ws.shelf.get("file", request.path_params["file_id"])
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.slack.is_bot(token):
            reader = self.ws.person(_query(request, "as"))["id"]
            if file is None or not await self._in(
                self._people_pool, lambda: self.slack.api.may_read(file["id"], reader)
            ):
                raise Unknown("There is no such file, or it is not for you.")
        content = self.ws.shelf.content(file["id"]) if file else None
        if file is None or content is None:
            raise Unknown("There is no such file.")
        kind = {"csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8", "json": "application/json"}
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{file['url_name']}"}
        return Response(content, 200, headers, kind.get(file["filetype"], "application/octet-stream"))

    async def permalink(self, request: Request) -> Response:
        """The page, at the channel a permalink names."""
        return RedirectResponse(f"/#in={request.path_params['channel']}", 303)

    # --- the page ----------------------------------------------------------------------------------------------------

    async def index(self, _request: Request) -> Response:
        """The page."""
        return _static("index.html")

    async def web(self, request: Request) -> Response:
        """A file of the page."""
        return _static(request.path_params["file"])

    async def page_state(self, request: Request) -> Response:
        """Everything around the messages, for one person."""
        self._found(request)
        me = self.ws.person(_query(request, "as"))
        return JSONResponse(await self._in(self._people_pool, lambda: self._state(me)))

    def _state(self, me: Json) -> Json:
        mine = self.ws.channels_of(me["id"])
        home = self.ws.shelf.get("home", me["id"])
        prompts = self.ws.shelf.get("prompts", self.ws.dm_of(me["id"])["id"]) or {"prompts": []}
        return {
            "me": me,
            "people": self.ws.people(),
            "bot": about_bot(),
            "channels": [self._channel(channel, me["id"]) for channel in mine],
            "prompts": prompts["prompts"],
            "home": shown_view(home) if home else None,
            "views": [shown_view(view) for view in self.ws.modals_of(me["id"])],
            "status": self.ws.statuses_for(me["id"]),
            "commands": list(self.slack.commands),
        }

    def _channel(self, channel: Json, reader: str) -> Json:
        told = {name: channel[name] for name in ("id", "name", "kind", "members", "topic")}
        return {**told, "private": bool(channel.get("private")), "unread": self.ws.unread(reader, channel["id"])}

    async def page_messages(self, request: Request) -> Response:
        """The messages of a channel as one person sees them; they are read from now on."""
        me = self.ws.person(_query(request, "as"))["id"]
        channel = self.ws.channel(_query(request, "channel"), me)
        self.ws.mark_read(me, channel["id"])
        return JSONResponse({"messages": await self._in(self._people_pool, lambda: self.ws.seen_by(me, channel["id"]))})

    async def page_say(self, request: Request) -> Response:
        """Says something for a person, and does not wait for an answer."""
        self._found(request)
        given = _Given(await _json(request))
        me = self._me(given)
        said = await self._say(me, given)
        return JSONResponse({"ok": True, "ts": said[0]})

    async def _say(self, me: str, given: _Given) -> tuple[str, list[Json]]:
        channel, text, thread = (
            given.text("channel"),
            given.text("text", blank=True),
            given.text("thread_ts", needed=False),
        )
        return await self._in(self._people_pool, lambda: self.client.say(me, channel, text, thread or None))

    async def page_press(self, request: Request) -> Response:
        """Presses something for a person."""
        self._found(request)
        given = _Given(await _json(request))
        me = self._me(given)
        await self._in(self._people_pool, lambda: self.client.press(me, given.body))
        return JSONResponse({"ok": True})

    async def page_submit(self, request: Request) -> Response:
        """Submits a modal for a person."""
        self._found(request)
        given = _Given(await _json(request))
        errors, _ = await self._submit(self._me(given), given)
        return JSONResponse({"ok": False, "errors": errors} if errors else {"ok": True})

    async def _submit(self, me: str, given: _Given) -> tuple[dict[str, str], list[Json]]:
        view_id, values = given.text("view_id"), given.mapping("values")
        return await self._in(self._people_pool, lambda: self.client.submit(me, view_id, values))

    async def page_close(self, request: Request) -> Response:
        """Closes a modal for a person."""
        given = _Given(await _json(request))
        me, view_id = self._me(given), given.text("view_id")
        await self._in(self._people_pool, lambda: self.client.close(me, view_id))
        return JSONResponse({"ok": True})

    async def page_home(self, request: Request) -> Response:
        """Opens Home, or the messages with the bot, for a person."""
        given = _Given(await _json(request))
        me, tab = self._me(given), given.text("tab", needed=False) or "home"
        await self._in(self._people_pool, lambda: self.client.open_home(me, tab))
        return JSONResponse({"ok": True})

    async def page_suggest(self, request: Request) -> Response:
        """The choices the bot offers in a menu."""
        given = _Given(await _json(request))
        me = self._me(given)
        return JSONResponse(await self._in(self._people_pool, lambda: self.client.suggest(me, given.body)))

    async def log_lines(self, request: Request) -> Response:
        """The inspector's lines."""
        after = request.query_params.get("after") or "0"
        if not after.isdigit():
            raise BadRequest("after is the number of the last line you have, such as 0.")
        return JSONResponse({"entries": list(self.ws.logged_after(int(after)))})

    async def page_stream(self, request: Request) -> Response:
        """What changes for one person, as server-sent events."""
        me = self.ws.person(_query(request, "as"))["id"]
        return StreamingResponse(self._news(me), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def _news(self, me: str) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Json] = asyncio.Queue()

        def heard(event: Json) -> None:
            with contextlib.suppress(RuntimeError):  # The loop has ended, and the page with it.
                loop.call_soon_threadsafe(news.put_nowait, event)

        stop = self.ws.listen(me, heard)
        try:
            yield ": welcome\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(news.get(), HEARTBEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event["type"] == "stop" or news.qsize() > MOST_UNREAD_NEWS:
                    return  # A page that fell behind connects again and fetches everything.
                yield f"data: {json.dumps(event)}\n\n"
        finally:
            stop()

    # --- the control API ---------------------------------------------------------------------------------------------

    async def control_say(self, request: Request) -> Response:
        """Says something for a person, and returns when the bot is done with it."""
        self._found(request)
        given = _Given(await _json(request))
        me, wait = self._me(given), given.seconds("timeout_s")
        channel = self.ws.channel(given.text("channel"), me)
        since = self.ws.revision
        ts, sent = await self._say(me, given)
        done = await self._settled(sent, wait)
        return JSONResponse(
            {"ok": True, "ts": ts, "channel": channel["id"], **self._since(since, me), "timed_out": not done}
        )

    async def control_press(self, request: Request) -> Response:
        """Presses something for a person, and returns when the bot is done with it."""
        self._found(request)
        given = _Given(await _json(request))
        me, wait = self._me(given), given.seconds("timeout_s")
        if not given.body.get("action_id") and not given.body.get("label"):
            raise BadRequest("Say what to press: action_id or label.")
        since = self.ws.revision
        sent = await self._in(self._people_pool, lambda: self.client.press(me, given.body))
        return JSONResponse(await self._done(me, since, sent, wait))

    async def control_submit(self, request: Request) -> Response:
        """Submits a modal for a person, and returns when the bot is done with it."""
        self._found(request)
        given = _Given(await _json(request))
        me, wait, since = self._me(given), given.seconds("timeout_s"), self.ws.revision
        errors, sent = await self._submit(me, given)
        if errors:
            return JSONResponse({"ok": False, "errors": errors})
        return JSONResponse(await self._done(me, since, sent, wait))

    async def control_close(self, request: Request) -> Response:
        """Closes a modal for a person, and returns when the bot is done with it."""
        given = _Given(await _json(request))
        me, wait, since, view_id = self._me(given), given.seconds("timeout_s"), self.ws.revision, given.text("view_id")
        sent = await self._in(self._people_pool, lambda: self.client.close(me, view_id))
        return JSONResponse(await self._done(me, since, sent, wait))

    async def _done(self, me: str, since: int, sent: list[Json], wait: float) -> Json:
        done = await self._settled(sent, wait)
        home = self.ws.shelf.get("home", me)
        views = [view for view in self.ws.modals_of(me) if view["_u"] > since]
        answer = {
            "ok": True,
            **self._since(since, me),
            "views": [shown_view(view) for view in views],
            "timed_out": not done,
        }
        return {**answer, "home": shown_view(home)} if home and home["_u"] > since else answer

    def _since(self, revision: int, me: str) -> Json:
        return {"messages": self.ws.changed_since(revision, me)}

    async def _settled(self, sent: list[Json], wait: float) -> bool:
        """True when the bot is done with these payloads and nothing is on its way to it, before the time is over."""
        keys = [self._inbox_key(payload) for payload in sent]
        began, pause = time.monotonic(), 0.005
        while not await self._is_settled(keys):
            waited = time.monotonic() - began
            if waited > wait or self.slack.is_leaving():
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.02 if waited < 2 else 0.1)
        return True

    async def _is_settled(self, keys: list[str]) -> bool:
        # Asking the bot may take a look into its database, so it is not asked while something is on its way to it.
        if not self.slack.is_idle():
            return False
        if await self._in(self._people_pool, lambda: any(self._pending(key) for key in keys)):
            return False
        # What the bot posted at the very end is told to it as well.
        return self.slack.is_idle()

    async def control_home(self, request: Request) -> Response:
        """Opens Home for a person, and returns what the bot put there."""
        self._found(request)
        me = self.ws.person(_query(request, "as"))["id"]
        wait = _Given(dict(request.query_params)).seconds("timeout_s")
        sent = await self._in(self._people_pool, lambda: self.client.open_home(me))
        done = await self._settled(sent, wait)
        home = self.ws.shelf.get("home", me)
        return JSONResponse({"view": shown_view(home) if home else None, "timed_out": not done})

    async def control_messages(self, request: Request) -> Response:
        """The messages of a channel, as one person or as everyone in it sees them."""
        given = request.query_params.get("as")
        me = self.ws.person(given)["id"] if given else None
        channel = self.ws.channel(_query(request, "channel"), me)
        if me:
            return JSONResponse({"messages": self.ws.seen_by(me, channel["id"])})
        return JSONResponse({"messages": [self.ws.shown(m) for m in self.ws.messages(channel["id"]) if "_to" not in m]})

    async def control_people(self, _request: Request) -> Response:
        """Everyone who can be acted as."""
        people = [
            {**{n: p[n] for n in ("id", "email", "role", "title")}, "name": p["real_name"]} for p in self.ws.people()
        ]
        return JSONResponse({"people": people})

    async def control_views(self, request: Request) -> Response:
        """The open modals of a person, the top one last."""
        me = self.ws.person(_query(request, "as"))["id"]
        return JSONResponse({"views": [shown_view(view) for view in self.ws.modals_of(me)]})

    async def page_clock(self, request: Request) -> Response:
        """Product time, after it was moved if that is wanted."""
        self._found(request)
        wanted = await _json(request)
        return JSONResponse(await self._in(self._people_pool, lambda: self._clock(wanted)))

    async def control_clock(self, request: Request) -> Response:
        """Moves the product's clock."""
        wanted = await _json(request)
        if ("now" in wanted) == ("advance" in wanted):
            raise BadRequest('Give exactly one of now (a time) and advance (a span), as in {"advance": "2d"}.')
        return JSONResponse(await self._in(self._people_pool, lambda: self._clock(wanted)))

    async def control_event(self, request: Request) -> Response:
        """Sends the bot a raw payload, signed unless the headers say otherwise."""
        given = _Given(await _json(request))
        body, path = given.body.get("body"), given.text("path", needed=False) or "/slack/events"
        if not isinstance(body, str | dict | list):
            raise BadRequest("body is what Slack would send: an object (sent as JSON) or a string (sent as it is).")
        if not path.startswith("/") or any(ord(letter) < 33 for letter in path):
            raise BadRequest("path begins with /, as in /slack/events, and has no blanks.")
        sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        headers, sign = _raw_headers(given.body, sent)
        answer = await self._in(self._people_pool, lambda: self._deliver_raw(sent, headers, path, sign))
        return JSONResponse({"status": answer.status, "body": answer.body or answer.reason, "ms": answer.ms})

    async def control_faults(self, request: Request) -> Response:
        """Makes Web API calls fail for a while, as Slack sometimes does."""
        given = _Given(await _json(request))
        if "rate_limits" in given.body:
            self.slack.api.rate_limits = bool(given.body["rate_limits"])
        if "method" in given.body:
            numbers = {"status": 200, "times": 1, "retry_after": 1}
            asked = {name: given.whole(name, default) for name, default in numbers.items()}
            self.slack.api.fail(given.text("method"), given.text("error", needed=False), **asked)
        elif "rate_limits" not in given.body:
            raise BadRequest("Give a method (or *) with error or status, or rate_limits.")
        return JSONResponse({"ok": True, "rate_limits": self.slack.api.rate_limits})

    # --- common ------------------------------------------------------------------------------------------------------

    def _me(self, given: _Given) -> str:
        return str(self.ws.person(given.text("as"))["id"])

    def _found(self, request: Request) -> None:
        self.slack.found_at(str(request.base_url))

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)


class _Given:
    """The fields of a request, each asked for by name."""

    def __init__(self, body: Json):
        self.body = body

    def text(self, name: str, needed: bool = True, blank: bool = False) -> str:
        """A field that is a string; empty when it is not needed and not there."""
        value = self.body.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not blank and not value.strip()):
            raise BadRequest(f"{name} is missing or not a text. Send a JSON object with {name} in it.")
        return value

    def mapping(self, name: str) -> Json:
        """A field that is an object; empty when it is not there."""
        value = self.body.get(name) or {}
        if not isinstance(value, dict):
            raise BadRequest(f"{name} is not an object.")
        return value

    def whole(self, name: str, default: int) -> int:
        """A field that is a whole number."""
        value = self.body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadRequest(f"{name} is not a whole number.")
        return value

    def seconds(self, name: str) -> float:
        """How long to wait at most."""
        try:
            value = float(self.body.get(name) or WAITS_S)
        except (TypeError, ValueError):
            value = -1.0
        if not 0 < value <= LONGEST_WAIT_S:
            raise BadRequest(f"{name} is a number of seconds up to {LONGEST_WAIT_S:.0f}.")
        return value


Endpoint = Callable[[Request], Awaitable[Response]]


def _answering(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with what people did wrong told to them in a sentence."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Unknown as error:
            return _say(404, str(error.args[0]))
        except NotAllowed as error:
            return _say(403, str(error))
        except NoAnswer as error:
            return _say(502, str(error))
        except (BadRequest, Misfit, QuartermasterError, ValueError) as error:
            return _say(400, str(error))
        except ApiError as error:
            return _say(400, f"Slack refuses this: {error}")

    return answer


async def _body(request: Request, most: int = LARGEST_BODY) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise BadRequest(f"This is larger than {most:,} bytes.")
    return bytes(body)


async def _json(request: Request) -> Json:
    try:
        body = json.loads(await _body(request) or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"This is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadRequest("Send a JSON object.")
    return body


async def _arguments(request: Request) -> tuple[Json, str | None]:
    """The arguments of a Web API call and its token, wherever the caller put them."""
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        args |= await _json(request)
    elif content_type.startswith("multipart/"):
        async with request.form() as form:
            args |= {name: value for name, value in form.items() if isinstance(value, str)}
    else:
        args |= dict(parse_qsl((await _body(request)).decode("utf-8", "replace"), keep_blank_values=True))
    bearer = request.headers.get("authorization", "")
    given = bearer[7:] if bearer[:7].lower() == "bearer " else args.get("token")
    return args, str(given) if given else None


def _query(request: Request, name: str) -> str:
    value = request.query_params.get(name, "")
    if not value:
        raise BadRequest(f"{name} is missing, as in ?{name}=...")
    return value


def _raw_headers(given: Json, sent: bytes) -> tuple[dict[str, str], bool]:
    """The headers to send, and whether to sign: without headers of the caller's own everything is made right."""
    headers = given.get("headers")
    if headers is not None and not isinstance(headers, dict):
        raise BadRequest("headers is an object of names and values.")
    if any("\n" in f"{n}{v}" or "\r" in f"{n}{v}" for n, v in (headers or {}).items()):
        raise BadRequest("A header cannot hold a line break.")
    kind = "application/json" if sent[:1] in (b"{", b"[") else "application/x-www-form-urlencoded"
    named = {str(name): str(value) for name, value in (headers or {}).items() if value is not None}
    if not any(name.lower() == "content-type" for name in named):
        named["Content-Type"] = kind
    return named, headers is None or bool(given.get("sign"))


def _static(name: str) -> Response:
    path = WEB / name
    if name != Path(name).name or path.suffix not in KINDS or not path.is_file():
        raise Unknown(f"The page has no file {name!r}.")
    return Response(path.read_bytes(), 200, {"Cache-Control": "no-cache"}, KINDS[path.suffix])


class _Server(uvicorn.Server):
    """Stops at once, though an open page holds a stream that never ends by itself."""

    def __init__(self, config: uvicorn.Config, slack: LocalSlack):
        super().__init__(config)
        self._slack = slack

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Lets the pages go first."""
        self._slack.leave()
        super().handle_exit(sig, frame)


def serve(routes: Sequence[BaseRoute], slack: LocalSlack, port: int) -> None:
    """Serves these routes on loopback until the process is told to stop."""
    config = uvicorn.Config(
        Starlette(routes=routes), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=2
    )
    # The server raises Ctrl+C again after it has stopped in good order; that is no failure.
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, slack).run()
    slack.stop()


# --- in a process of its own ---------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> None:
    """Serves a local Slack for a bot elsewhere on this machine, until stopped."""
    given = _options().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING)
    slack = LocalSlack(
        given.state,
        signing_secret=given.signing_secret,
        bot_token=given.bot_token,
        app_token=given.app_token,
        deliver_to=given.deliver_to,
        retry_after=tuple(float(seconds) for seconds in given.retry_after.split(",")),
        base_url=f"http://127.0.0.1:{given.port}",
    )
    _seed_from(slack, given.people)
    asks_bot = _asks(given.pending_url) if given.pending_url else None
    pending = asks_bot or (lambda _key: slack.quiet_for() < QUIET_S)
    routes = playground_routes(slack, pending=pending, inbox_key=json.dumps, clock=_no_clock)
    serve(routes, slack, given.port)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.playground.server", description="A local Slack for one bot.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True, help="the file that keeps the workspace")
    parser.add_argument(
        "--deliver-to", help="the bot's address, as in http://127.0.0.1:3000/slack/events; none for Socket Mode"
    )
    parser.add_argument("--signing-secret", required=True)
    parser.add_argument("--bot-token", required=True)
    parser.add_argument("--app-token", default="xapp-local")
    parser.add_argument("--people", type=Path, help='JSON: {"people": [...], "channels": [...]} or a list of people')
    parser.add_argument("--retry-after", default="0,60,300", help="seconds before each retry of an event")
    parser.add_argument("--pending-url", help='where the bot answers {"pending": true} to a POST of one payload')
    return parser


def _seed_from(slack: LocalSlack, file: Path | None) -> None:
    given = json.loads(file.read_text(encoding="utf-8")) if file else []
    people = given.get("people", []) if isinstance(given, dict) else given
    everyone = {"name": "sales", "topic": "Everybody in sales", "members": [person["email"] for person in people]}
    slack.seed(people, given["channels"] if isinstance(given, dict) and "channels" in given else [everyone])


def _asks(url: str) -> Callable[[str], bool]:
    """Whether the bot still works on a payload, in its own words; while it is down, it does."""

    def asks(payload: str) -> bool:
        request = urllib.request.Request(url, payload.encode(), {"Content-Type": "application/json"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
                return bool(json.load(answer)["pending"])
        except (OSError, ValueError, KeyError):
            return True

    return asks


def _no_clock(_wanted: Json) -> Json:
    raise BadRequest("The clock is the bot's own, and this local Slack runs apart from it.")


if __name__ == "__main__":
    main()
