"""A CRM for tests, on this machine: it keeps a ledger, and misbehaves as it is told."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOODS = (
    "ok", "hang", "reset", "applied, then reset", "half", "garbage", "html 502", "applied, then garbage", "wrong key",
    "dribble", "endless", "429", "503", "500", "empty", "conflict", "refused",
)  # fmt: skip


class Bridge(ThreadingHTTPServer):
    """`applied` counts how often each write took effect; `moods` are used up one by one, then all is well."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.applied, self.half, self.moods, self.asked = {}, set(), [], []
        self.current = None
        self.lock, self.free = threading.Lock(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_):
        """A peer that goes away is part of the game."""

    def close(self):
        self.free.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing is said of it."""

    def _key(self):
        from urllib.parse import unquote

        return unquote(self.path.rpartition("/")[2])

    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(lambda: self._apply(self._key()))

    def do_GET(self):
        key = self._key()
        with self.server.lock:
            known = "partly" if key in self.server.half else "done" if key in self.server.applied else ""
        self._answer(lambda: self._say(200 if known else 404, {"key": key, "outcome": known or "none"}))

    def _apply(self, key):
        with self.server.lock:
            # The name makes it happen once.
            self.server.applied.setdefault(key, 0)
            self.server.applied[key] += self.server.applied[key] == 0
        self._say(200, {"key": key, "outcome": "done"})

    def _answer(self, well):
        with self.server.lock:
            mood = self.server.moods.pop(0) if self.server.moods else "ok"
            self.server.asked.append((self.command, self._key(), mood))
        key = self._key()
        if mood.startswith("applied") and self.command == "PUT":
            with self.server.lock:
                self.server.applied[key] = 1
        if mood == "ok":
            well()
        elif mood == "hang":
            self.server.free.wait(30)
        elif mood.endswith("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.connection.close()
        elif mood == "half":
            with self.server.lock:
                self.server.half.add(key)
            self._say(200, {"key": key, "outcome": "partly"})
        elif mood.endswith("garbage"):
            self._raw(200, b"\xff\xfe{]")
        elif mood == "html 502":
            self._raw(502, b"<html>Bad gateway</html>")
        elif mood == "wrong key":
            self._say(200, {"key": "another", "outcome": "done"})
        elif mood == "dribble":
            self._dribble()
        elif mood == "endless":
            self._raw(200, b" " * 1_200_000)
        elif mood in ("429", "503"):
            self._raw(int(mood), b"later", ("Retry-After", "7"))
        elif mood == "500":
            self._say(500, {"error": "oops"})
        elif mood == "empty":
            self._raw(200, b"")
        elif mood == "conflict":
            current = {} if self.server.current is None else {"current": self.server.current}
            self._say(409, {"key": key, "outcome": "conflict"} | current)
        elif mood == "refused":
            self._say(422, {"key": key, "outcome": "refused", "reason": "stage is locked"})

    def _dribble(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(300):
            if self.server.free.wait(0.05):
                return
            self.wfile.write(b" ")
            self.wfile.flush()

    def _say(self, status, body):
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status, body, *headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
