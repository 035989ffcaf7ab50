"""A local server that speaks the Messages API: answers, streams, refuses, stalls and talks nonsense, as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

KEY = "test-key"
USAGE = {
    "input_tokens": 150,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 2_500,
    "output_tokens": 200,
}
GONE = ("temperature", "top_p", "top_k")
"""Arguments that the real API no longer takes."""

Behave = Callable[["Handler", dict[str, Any]], None]


def says(text: str, *, stop: str = "end_turn", usage: Any = None, blocks: Any = None) -> Behave:
    """Answers with this text."""
    content = [{"type": "text", "text": text}] if blocks is None else blocks

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        message = {
            "id": f"msg_{next(handler.server.api.numbers)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": USAGE if usage is None else usage,
        }
        if body.get("stream"):
            handler.stream(message)
        else:
            handler.reply(200, message)

    return behave


def fails(status: int, kind: str = "api_error", **headers: str) -> Behave:
    """Refuses with this status."""
    error = {"type": "error", "error": {"type": kind, "message": "as the test asked"}, "request_id": "req_1"}
    return lambda handler, _body: handler.reply(status, error, headers)


def sends(raw: bytes, content_type: str = "application/json", status: int = 200, length: int | None = None) -> Behave:
    """Sends exactly these bytes; a `length` beyond them makes the answer end too soon."""
    return lambda handler, _body: handler.send(status, raw, {"content-type": content_type}, length)


def hangs(seconds: float) -> Behave:
    """Takes the question and says nothing for that long."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        handler.server.api.stopping.wait(seconds)
        says("{}")(handler, body)

    return behave


def drips(seconds: float) -> Behave:
    """Sends an answer byte by byte, so that no single read ever takes long."""

    def behave(handler: Handler, _body: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", "100000")
        handler.end_headers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not handler.server.api.stopping.is_set():
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    return behave


def hangs_up(handler: Handler, _body: dict[str, Any]) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True
    handler.connection.close()


@dataclass
class MessagesApi:
    """The server of one test: `behave` decides each answer, `bodies` are the requests it took."""

    behave: Behave = field(default_factory=lambda: says("{}"))
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    url: str = ""

    def wrong_with(self, headers: dict[str, str], body: dict[str, Any]) -> tuple[int, str] | None:
        """(status, kind) with which the real API would refuse the request; None when it is well formed."""
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, "authentication_error"
        if not headers.get("anthropic-version") or any(name in body for name in GONE):
            return 400, "invalid_request_error"
        if not body.get("messages") or body["messages"][-1]["role"] != "user" or not body.get("max_tokens"):
            return 400, "invalid_request_error"
        return None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        """Answers `POST /v1/messages` as the test's behaviour says."""
        api: MessagesApi = self.server.api
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(raw)
        api.bodies.append(body)
        api.raw.append(raw)
        api.headers.append(headers)
        if self.path != "/v1/messages":
            fails(404, "not_found_error")(self, body)
        elif wrong := api.wrong_with(headers, body):
            fails(*wrong)(self, body)
        else:
            api.behave(self, body)

    def reply(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
        """Sends JSON."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        self.send(status, json.dumps(answer).encode(), {"content-type": "application/json", **named})

    def send(self, status: int, raw: bytes, headers: dict[str, str], length: int | None = None) -> None:
        """Sends bytes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(raw) if length is None else length))
        self.end_headers()
        self.wfile.write(raw)
        if length is not None and length > len(raw):
            self.close_connection = True

    def stream(self, message: dict[str, Any]) -> None:
        """Sends the message as server-sent events, its text in small pieces."""
        text = message["content"][0]["text"]
        usage = message["usage"]
        events = [
            {"type": "message_start", "message": message | {"content": [], "stop_reason": None}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            *(
                {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text[at : at + 9]}}
                for at in range(0, len(text), 9)
            ),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
             "usage": usage},
            {"type": "message_stop"},
        ]  # fmt: skip
        raw = b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)
        self.send(200, raw, {"content-type": "text/event-stream"})

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    """Threads that end with the test, quiet about clients that went away."""

    daemon_threads = True
    api: MessagesApi

    def handle_error(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(behave: Behave | None = None) -> Iterator[MessagesApi]:
    """A running server."""
    api = MessagesApi()
    if behave is not None:
        api.behave = behave
    server = Server(("127.0.0.1", 0), Handler)
    server.api = api
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
