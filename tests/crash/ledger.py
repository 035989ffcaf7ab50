"""A CRM elsewhere: it keeps in a file what was written to it, so that it stands however a process of ours dies."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote


class Ledger(ThreadingHTTPServer):
    """Lives in the process of the test. Its `mood` is ok, away, or that it refuses whatever it is asked to write."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Bridge)
        self.folder = Path()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where changes go."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def mood(self) -> str:
        """How it answers in this folder; a file, since those who die have their own memory."""
        file = self.folder / "crm is"
        return file.read_text() if file.exists() else "ok"

    @mood.setter
    def mood(self, mood: str) -> None:
        (self.folder / "crm is").write_text(mood)

    @property
    def written(self) -> dict[str, int]:
        """How often each write was asked for and done."""
        file = self.folder / "ledger"
        return dict(json.loads(file.read_text())) if file.exists() else {}

    def write(self, key: str) -> None:
        """Does what it is asked, each time that it is."""
        (self.folder / "ledger").write_text(json.dumps(self.written | {key: self.written.get(key, 0) + 1}))

    def close(self) -> None:
        """Ends it."""
        self.shutdown()
        self.server_close()


class Bridge(BaseHTTPRequestHandler):
    """One exchange, as docs/operations.md has it."""

    server: Ledger

    def log_message(self, *_: Any) -> None:
        """Nothing is said of it."""

    def do_PUT(self) -> None:
        """Writes, unless it is away or will not."""
        self.rfile.read(int(self.headers["Content-Length"]))
        key, mood = self._key(), self.server.mood
        if mood == "refused":
            self._say(422, {"key": key, "outcome": "refused", "reason": "stage is locked"})
        elif mood == "away":
            self._say(503, {})
        else:
            self.server.write(key)
            self._say(200, {"key": key, "outcome": "done"})

    def do_GET(self) -> None:
        """Says what became of a write."""
        key = self._key()
        if self.server.mood == "away":
            self._say(503, {})
        elif key in self.server.written:
            self._say(200, {"key": key, "outcome": "done"})
        else:
            self._say(404, {"key": key, "outcome": "none"})

    def _key(self) -> str:
        return unquote(self.path.rpartition("/")[2])

    def _say(self, status: int, body: dict[str, Any]) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
