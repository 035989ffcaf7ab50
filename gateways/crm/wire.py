"""One exchange with a CRM over HTTP, which tells “surely not sent” from “it had it, and said nothing”."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.errors import BadSetting, GatewayDown, RateLimited

DEADLINE_S = 20.0
"""The whole of one exchange, however slowly the other side speaks."""
MOST_BYTES = 1_000_000
SERVICE = "The CRM"
HERE = ("127.0.0.1", "localhost", "::1")
TOO_LATE = "it did not answer in time"
TROUBLE: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, TOO_LATE),
    (ConnectionRefusedError, "nothing answers at its address"),
    (socket.gaierror, "its address is not known"),
    (ssl.SSLError, "no secure connection to it comes about"),
    (ConnectionError, "it broke off before it had answered"),
    (http.client.IncompleteRead, "it broke off before it had answered"),
    (OSError, "the network failed"),
)
"""What went wrong as people read it, the narrowest first; all else is an answer that is none."""


class Lost(Exception):
    """The CRM had the request, and what it answered cannot be understood, or never came."""


class Answer(NamedTuple):
    """What came back; the body is JSON, whatever the status."""

    status: int
    body: dict[str, Any]
    retry_in_s: float


class Wire:
    """Exchanges with one base address. Nothing is kept open between them, and no redirect is followed."""

    def __init__(self, base: str, token: str = "", deadline_s: float = DEADLINE_S) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise BadSetting("QUARTERMASTER_CRM_URL", "it must be such as https://crm-bridge.example.com/v1")
        if parts.scheme == "http" and parts.hostname not in HERE:
            raise BadSetting("QUARTERMASTER_CRM_URL", "changes and its token must not travel unencrypted: use https")
        self._host, self._path, self._token, self._deadline_s = parts.netloc, parts.path.rstrip("/"), token, deadline_s
        self._is_secure = parts.scheme == "https"

    def exchange(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """The answer. Raises: GatewayDown when nothing was sent, Lost when that cannot be said."""
        connection, is_late = self._connected(), threading.Event()
        # The connection forgets its socket once the answer has begun; the answer does not.
        watch = threading.Timer(self._deadline_s, _cut, [connection.sock, is_late])
        watch.daemon = True
        watch.start()
        try:
            return self._ask(connection, method, path, body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Lost(TOO_LATE if is_late.is_set() else in_words(error)) from error
        finally:
            watch.cancel()
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        connection = kind(self._host, timeout=self._deadline_s)
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            connection.close()
            raise GatewayDown(SERVICE, in_words(error)) from error
        return connection

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: Mapping[str, Any] | None
    ) -> Answer:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self._token}"} if self._token else {}
        sent = None if body is None else json.dumps(body, ensure_ascii=True).encode()
        connection.request(method, f"{self._path}{path}", body=sent, headers=headers)
        response = connection.getresponse()
        said = response.read(MOST_BYTES + 1)
        if len(said) > MOST_BYTES:
            raise ValueError("endless")
        if response.status in (429, 503):
            raise_later(response.status, response.headers.get("Retry-After"))
        parsed = json.loads(said.decode())
        if not isinstance(parsed, dict):
            raise ValueError("no object")
        return Answer(response.status, parsed, 0.0)


def raise_later(status: int, retry_after: str | None) -> None:
    """Raises: RateLimited, for a CRM that says itself that it did not take the request."""
    seconds = float(retry_after) if retry_after and retry_after.isdecimal() else (60.0 if status == 429 else 30.0)
    raise RateLimited(SERVICE, min(max(seconds, 1.0), 3600.0))


def in_words(error: Exception) -> str:
    """What went wrong, in words that go on from “the CRM cannot be reached”."""
    return next((said for kind, said in TROUBLE if isinstance(error, kind)), "its answer cannot be understood")


def _cut(line: socket.socket, is_late: threading.Event) -> None:
    """Ends an exchange that takes too long; whoever waits for it reads that nothing more comes."""
    is_late.set()
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
