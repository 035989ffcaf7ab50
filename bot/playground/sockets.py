"""Socket Mode: the bot opens a connection to the local Slack, and deliveries go through it instead of over HTTP."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import secrets
import time
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.post import Answer
from bot.playground.workspace import APP_ID

Json = dict[str, Any]

TICKET_LIVES = 30.0


class Sockets:
    """The connections of one app; each delivery goes through one of them, in turn."""

    def __init__(self, ack_within: float):
        self._ack_within = ack_within
        self._tickets: dict[str, float] = {}
        self._lines: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = []
        self._waiting: dict[str, concurrent.futures.Future[Json]] = {}
        self._turn = 0

    def __bool__(self) -> bool:
        """True when the bot is connected."""
        return bool(self._lines)

    def ticket(self) -> str:
        """A word that opens one connection in the next half minute."""
        word = secrets.token_urlsafe(24)
        self._tickets = {known: at for known, at in self._tickets.items() if time.monotonic() - at < TICKET_LIVES}
        self._tickets[word] = time.monotonic()
        return word

    async def serve(self, line: WebSocket) -> None:
        """Holds one connection until the bot leaves."""
        if self._tickets.pop(line.path_params["ticket"], None) is None:
            await line.close(4001)
            return
        await line.accept()
        entry = (line, asyncio.get_running_loop())
        self._lines.append(entry)
        try:
            about = {"app_id": APP_ID}
            await line.send_json({"type": "hello", "num_connections": len(self._lines), "connection_info": about})
            while True:
                self._heard(await line.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._lines.remove(entry)

    def _heard(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        if isinstance(said, dict) and (waiting := self._waiting.pop(str(said.get("envelope_id")), None)):
            waiting.set_result(said)

    def send(self, kind: str, body: Json, retry: tuple[int, str] | None) -> Answer:
        """The bot's answer through one of its connections; an un-answered envelope counts as a timeout."""
        began = time.perf_counter()
        if not self._lines:
            return Answer(0, "", "connection_failed")
        self._turn += 1
        line, loop = self._lines[self._turn % len(self._lines)]
        envelope_id = secrets.token_hex(16)
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": body,
            "accepts_response_payload": kind != "events_api",
        }
        tries = {"retry_attempt": retry[0], "retry_reason": retry[1]} if retry else {}
        answered = self._waiting[envelope_id] = concurrent.futures.Future()
        asyncio.run_coroutine_threadsafe(line.send_json({**envelope, **tries}), loop)
        try:
            said = answered.result(self._ack_within)
        except TimeoutError:
            self._waiting.pop(envelope_id, None)
            return Answer(0, "", "timeout", {}, _ms_since(began))
        payload = said.get("payload")
        return Answer(200, "" if payload is None else json.dumps(payload), "", {}, _ms_since(began))


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
