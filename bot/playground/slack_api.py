"""A local Slack: one workspace, its Web API, its clients, and the deliveries to one bot.

Stricter than Slack in one place, so that nothing is lost unnoticed: a text that Slack would cut off in silence is
refused with `msg_too_long`.
"""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.playground.client import Client
from bot.playground.limits import ACK_WITHIN
from bot.playground.post import RETRY_AFTER, Answer, Door, HttpDoor, Postman
from bot.playground.sockets import Sockets
from bot.playground.web_api import ApiError, RateLimited, Triggers, WebApi
from bot.playground.workspace import Workspace

Json = dict[str, Any]
log = logging.getLogger(__name__)

# The bot may still be starting when the local Slack already has something for it.
BOT_STARTS_WITHIN = 15.0


class LocalSlack:
    """Everything Slack is to one bot. `start` begins deliveries, once `ready()`; the state outlives the process."""

    def __init__(
        self,
        state_path: Path,
        *,
        signing_secret: str,
        bot_token: str,
        deliver_to: str | None,
        app_token: str = "xapp-local",  # noqa: S107 -- a name for this machine only, no secret
        now: Callable[[], float] = time.time,
        retry_after: tuple[float, ...] = RETRY_AFTER,
        ack_within: float = ACK_WITHIN,
        commands: tuple[str, ...] = ("/qm",),
        base_url: str | None = None,
        ready: Callable[[], bool] = lambda: True,
    ):
        self.workspace = Workspace(state_path, now)
        self.ack_within = ack_within
        self._bot_token = bot_token
        self.http = HttpDoor(deliver_to, signing_secret, ack_within) if deliver_to else None
        self.sockets: Sockets | None = None
        self._postman = Postman(self.workspace.shelf, self._send_event, retry_after)
        triggers = Triggers(now)
        self.api = WebApi(self.workspace, triggers, self.emit, bot_token, app_token)
        self._knows_address = base_url is not None
        self.api.base_url = (base_url or self.api.base_url).rstrip("/")
        self.client = Client(self.workspace, self.api, triggers, self.emit, self.interact, commands)
        self.commands = commands
        self._last_activity = time.monotonic()
        self._interacting = 0
        self._ready = ready
        self._started = False
        self._stopped = threading.Event()

    def seed(self, people: Iterable[Mapping[str, Any]], channels: Iterable[Mapping[str, Any]]) -> None:
        """Makes sure these people and channels exist: dicts with name, email, role, title, is_guest, and name,
        topic, members (e-mails), private. Sam Visitor, a guest nobody knows, is always there."""
        self.workspace.seed(people, channels)

    def people(self) -> list[Json]:
        """Everyone but the bot: id, name (the handle), real_name, email, role, title, initials."""
        return self.workspace.people()

    def start(self) -> None:
        """Begins deliveries once, first of what an earlier run left un-acknowledged, when the bot can take them."""
        with self.workspace.lock:
            begun, self._started = self._started, True
        if not begun:
            threading.Thread(target=self._start_when_bot_listens, daemon=True, name="postman-waits").start()

    def _start_when_bot_listens(self) -> None:
        # A bot that is still starting must not use up the tries of an event, the second of which is a minute away.
        until = time.monotonic() + BOT_STARTS_WITHIN
        while time.monotonic() < until and not (self._bot_listens() and self._ready()):
            if self._stopped.wait(0.02):
                return
        if not self._stopped.is_set():
            self._postman.start()

    def _bot_listens(self) -> bool:
        if self.http is None:
            return bool(self.sockets)
        to = urlsplit(self.http.url)
        try:
            socket.create_connection((to.hostname or "127.0.0.1", to.port or 80), timeout=0.5).close()
        except OSError:
            return False
        return True

    def is_leaving(self) -> bool:
        """True once nobody should wait for anything here any more."""
        return self._stopped.is_set()

    def leave(self) -> None:
        """Ends the streams of open pages and every wait, so that a server can stop at once."""
        self._stopped.set()
        self.workspace.tell(None, {"type": "stop"})

    def stop(self) -> None:
        """Ends deliveries and closes the file; what waits is sent after the next start."""
        self.leave()
        self._postman.stop()
        self.workspace.shelf.close()

    def listen_on(self, sockets: Sockets) -> None:
        """Delivers through the bot's own connections whenever it has any."""
        self.sockets = sockets
        self.api.socket_url = lambda: f"{self.api.base_url.replace('http', 'ws', 1)}/socket/{sockets.ticket()}"

    def is_bot(self, token: str) -> bool:
        """True when this is the bot's token."""
        return secrets.compare_digest(token.encode(), self._bot_token.encode())

    def found_at(self, address: str) -> None:
        """Remembers the first address people reach it at, for the links it hands out, unless it was told one."""
        if not self._knows_address:
            self._knows_address, self.api.base_url = True, address.rstrip("/")

    # --- to the bot ------------------------------------------------------------------------------------------------

    def emit(self, event: Json) -> None:
        """Sends the bot an event until it acknowledges it."""
        self._touch()
        self._postman.queue(event)

    def _door(self) -> Door | None:
        return self.sockets or self.http

    def _send_event(self, event: Json, retry: tuple[int, str] | None) -> Answer:
        what = f"event {event['event']['type']}" + (f" (retry {retry[0]})" if retry else "")
        return self._send("events_api", what, event, retry)

    def interact(self, kind: str, body: Json) -> Answer:
        """The bot's answer to an interaction or a command; Slack sends those only once."""
        with self.workspace.lock:
            self._interacting += 1
        try:
            return self._send(kind, str(body.get("type") or f"command {body.get('command')}"), body, None)
        finally:
            with self.workspace.lock:
                self._interacting -= 1

    def _send(self, kind: str, what: str, body: Json, retry: tuple[int, str] | None) -> Answer:
        door = self._door()
        answer = door.send(kind, body, retry) if door else Answer(0, "", "connection_failed")
        self._touch()
        self.workspace.note("to_bot", what, answer.status or answer.reason, answer.ms, body, answer.reply)
        return answer

    def deliver_raw(self, sent: bytes, headers: Mapping[str, str], path: str, sign: bool) -> Answer:
        """The bot's answer to exactly these bytes and headers, with a correct signature added when `sign`."""
        if self.http is None:
            return Answer(0, "The bot is not reached over HTTP here, so nothing raw can be sent.", "connection_failed")
        stamped = next((value for name, value in headers.items() if name.lower() == "x-slack-request-timestamp"), None)
        signed = {**self.http.signed(sent, stamped), **headers} if sign else dict(headers)
        answer = self.http.post(sent, signed, path)
        self._touch()
        self.workspace.note(
            "to_bot",
            f"raw {path}",
            answer.status or answer.reason,
            answer.ms,
            sent.decode("utf-8", "replace"),
            answer.reply,
        )
        return answer

    # --- from the bot ----------------------------------------------------------------------------------------------

    def call(self, method: str, args: Json, token: str | None) -> tuple[int, Json, dict[str, str]]:
        """Status, body and headers of the answer to one Web API call."""
        began = time.perf_counter()
        status, headers = 200, {}
        try:
            reply = self.api.call(method, args, token)
        except RateLimited as limited:
            status, reply, headers = 429, limited.as_reply(), {"Retry-After": str(limited.retry_after)}
        except ApiError as error:
            status, reply = int(error.more.pop("http_status", 200)), error.as_reply()
        except Exception:
            # Slack has bad days too; the bot gets Slack's answer to that, and whoever looks here the reason.
            log.exception("The local Slack itself failed at %s.", method)
            status, reply = 500, {"ok": False, "error": "internal_error"}
        self._note_call(method, status, began, args, reply)
        return status, reply, headers

    def _note_call(self, method: str, status: int, began: float, args: Json, reply: Json) -> None:
        self._touch()
        ms = round((time.perf_counter() - began) * 1000, 1)
        if not reply["ok"]:
            log.warning("%s was refused: %s", method, reply)
        said = {name: value for name, value in args.items() if name != "token"}
        self.workspace.note(
            "from_bot", method, status if reply["ok"] else f"{status} {reply['error']}", ms, said, reply
        )

    def respond(self, name: str, body: Json) -> tuple[int, str]:
        """Status and body of the answer at a response_url."""
        began = time.perf_counter()
        try:
            self.api.respond(name, body)
            status, reply = 200, "ok"
        except ApiError as error:
            status, reply = 404 if error.error.endswith("url") else 400, error.error
        self._touch()
        ms = round((time.perf_counter() - began) * 1000, 1)
        self.workspace.note("from_bot", "response_url", f"{status} {reply}", ms, body, reply)
        return status, reply

    # --- is it done? -----------------------------------------------------------------------------------------------

    def _touch(self) -> None:
        self._last_activity = time.monotonic()

    def is_idle(self) -> bool:
        """True when nothing is on its way to the bot."""
        return not self._postman.waiting() and not self._interacting

    def quiet_for(self) -> float:
        """Seconds since anything went to the bot or came from it."""
        return time.monotonic() - self._last_activity
