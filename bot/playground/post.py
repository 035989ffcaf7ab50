"""How the local Slack reaches the bot: signed requests, three seconds to acknowledge, and what is sent again when."""

from __future__ import annotations

import hashlib
import heapq
import hmac
import http.client
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from bot.playground.limits import ACK_WITHIN
from bot.playground.shelf import Shelf

Json = dict[str, Any]
log = logging.getLogger(__name__)

# Slack sends again at once, after a minute and after five.
RETRY_AFTER = (0.0, 60.0, 300.0)
OUTBOX = "outbox"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Answer:
    """What the bot said to one delivery; `reason` is Slack's word for why it does not count, or empty."""

    status: int
    body: str = ""
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    ms: float = 0.0

    @property
    def acked(self) -> bool:
        """True when Slack takes it as received."""
        return 200 <= self.status < 300

    @property
    def reply(self) -> Any:
        """The body as JSON when it is JSON, otherwise as it is."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return self.body


class Door(Protocol):
    """A way to the bot."""

    def send(self, kind: str, body: Json, retry: tuple[int, str] | None) -> Answer:
        """The bot's answer to an `events_api`, `interactive` or `slash_commands` delivery."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature, version 0."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class HttpDoor:
    """Signed POSTs to one address, as Slack sends them."""

    def __init__(self, url: str, secret: str, ack_within: float = ACK_WITHIN):
        self.url, self._secret, self._ack_within = url, secret, ack_within

    def send(self, kind: str, body: Json, retry: tuple[int, str] | None) -> Answer:
        """The answer to one signed request; a refused connection and a timeout are answers too."""
        sent, content_type = encoded(kind, body)
        headers = {"Content-Type": content_type, **self.signed(sent)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return self.post(sent, headers)

    def signed(self, sent: bytes, timestamp: str | None = None) -> dict[str, str]:
        """The headers that prove who sends this; the bot compares them with real time, so this is real time."""
        at = timestamp or str(int(time.time()))
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature(self._secret, at, sent)}

    def post(self, sent: bytes, headers: Mapping[str, str], path: str | None = None) -> Answer:
        """The answer to a request with exactly these headers."""
        to, began = urlsplit(self.url), time.perf_counter()
        line = http.client.HTTPConnection(to.hostname or "127.0.0.1", to.port or 80, timeout=self._ack_within)
        try:
            line.request("POST", path or to.path or "/", sent, {"User-Agent": AGENT, **headers})
            reply = line.getresponse()
            text = reply.read().decode("utf-8", "replace")
            reason = "" if 200 <= reply.status < 300 else "http_error"
            return Answer(reply.status, text, reason, dict(reply.getheaders()), _ms_since(began))
        except TimeoutError:
            return Answer(0, "", "http_timeout", {}, _ms_since(began))
        except (OSError, http.client.HTTPException):
            return Answer(0, "", "connection_failed", {}, _ms_since(began))
        finally:
            line.close()


def encoded(kind: str, body: Json) -> tuple[bytes, str]:
    """The bytes and content type Slack uses for this kind of delivery."""
    if kind == "events_api":
        return json.dumps(body).encode(), "application/json"
    fields = body if kind == "slash_commands" else {"payload": json.dumps(body)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


class Postman:
    """Carries events to the bot until it acknowledges them; what waits is on the shelf and survives a restart."""

    def __init__(
        self,
        shelf: Shelf,
        send: Callable[[Json, tuple[int, str] | None], Answer],
        retry_after: tuple[float, ...] = RETRY_AFTER,
        carriers: int = 6,
    ):
        self._shelf, self._send, self._retry_after = shelf, send, retry_after
        left = [waiting["n"] for waiting in shelf.all(OUTBOX).values()]
        self._order = itertools.count(max(left, default=-1) + 1)
        self._due: list[tuple[float, int, str]] = []
        self._changed = threading.Condition()
        self._open, self._started = True, False
        self._threads = [
            threading.Thread(target=self._carry, daemon=True, name=f"postman-{n}") for n in range(carriers)
        ]

    def start(self) -> None:
        """Begins, first with what is on the shelf already, oldest first."""
        with self._shelf.lock:
            self._started = True
            for event_id, _ in sorted(self._shelf.all(OUTBOX).items(), key=lambda item: int(item[1]["n"])):
                self._schedule(event_id, 0.0)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the carriers; what waits stays on the shelf."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(timeout=1.0)

    def queue(self, event: Json) -> None:
        """Stores an event and sends it as soon as a carrier is free."""
        waiting = {"body": event, "tries": 0, "reason": ""}
        with self._shelf.lock:
            self._shelf.put(OUTBOX, event["event_id"], {**waiting, "n": next(self._order)})
            # Before the start it only lies on the shelf, where the start finds it.
            if self._started:
                self._schedule(event["event_id"], 0.0)

    def waiting(self) -> int:
        """How many events are not acknowledged yet and will be tried again."""
        with self._shelf.lock:
            return len(self._shelf.all(OUTBOX))

    def _schedule(self, event_id: str, after: float) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + after, next(self._order), event_id))
            self._changed.notify()

    def _carry(self) -> None:
        while (event_id := self._next()) is not None:
            try:
                self._deliver(event_id)
            except Exception:  # A carrier that died would leave people waiting for good.
                if self._open:
                    log.exception("The delivery of %s failed in the local Slack itself.", event_id)
                    self._schedule(event_id, 1.0)

    def _next(self) -> str | None:
        with self._changed:
            while self._open:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None

    def _deliver(self, event_id: str) -> None:
        waiting = self._shelf.get(OUTBOX, event_id)
        if waiting is None:
            return
        # Counted before it is sent: a crash in the middle must not make the next try look like the first.
        tries, reason = waiting["tries"], waiting["reason"] or "http_timeout"
        self._shelf.put(OUTBOX, event_id, {**waiting, "tries": tries + 1})
        answer = self._send(waiting["body"], (min(tries, len(self._retry_after)), reason) if tries else None)
        if answer.acked:
            self._shelf.drop(OUTBOX, event_id)
        elif not self._open:
            return
        elif tries >= len(self._retry_after) or _wants_no_retry(answer):
            log.error("The bot did not acknowledge %s (%s); Slack gives up on it.", event_id, answer.reason)
            self._shelf.drop(OUTBOX, event_id)
        else:
            self._shelf.put(OUTBOX, event_id, {**waiting, "tries": tries + 1, "reason": answer.reason})
            self._schedule(event_id, self._retry_after[tries])


def _wants_no_retry(answer: Answer) -> bool:
    return any(name.lower() == "x-slack-no-retry" and value == "1" for name, value in answer.headers.items())
