"""A local Slack and a bot in processes of their own, so that the bot can be killed and started again."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TOKEN, SECRET = "xoxb-crash", "crash-signing-secret"
PEOPLE = [
    {"name": "Dana Whitfield", "email": "dana.whitfield@quartermaster.example", "role": "manager"},
    {"name": "Priya Raman", "email": "priya.raman@quartermaster.example", "role": "rep"},
]
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Rig:
    """One local Slack and at most one bot."""

    folder: Path
    database_url: str = ""
    key: str = ""
    slack_port: int = field(default_factory=free_port)
    bot_port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_slack(self) -> None:
        """Starts the local Slack; it re-sends an event that was not acked after half a second, and again."""
        people = self.folder / "people.json"
        people.write_text(json.dumps(PEOPLE))
        self._start(
            "bot.playground.server", "--port", str(self.slack_port), "--state", str(self.folder / "slack.db"),
            "--deliver-to", f"http://127.0.0.1:{self.bot_port}/slack/events", "--signing-secret", SECRET,
            "--bot-token", TOKEN, "--people", str(people), "--retry-after", "0.5,1,2,4,8,15,30,60",
        )  # fmt: skip
        self._await(self.slack_port)

    def start_bot(self, kill_at: int = 0) -> subprocess.Popen[bytes]:
        """Starts the bot, to be killed at its Nth point; 0 never."""
        points = self.folder / "points"
        bot = self._start("tests.crash.bot_under_fault", KILL_AT=str(kill_at), POINTS_FILE=str(points))
        self._await(self.bot_port, bot)
        return bot

    def say(self, text: str, timeout_s: float = 60, **more: Any) -> dict[str, Any]:
        """What the control API answers when the work is done."""
        return self.post(
            "/_control/say", {"as": "manager", "channel": "dm", "text": text, "timeout_s": timeout_s, **more}
        )

    def messages(self) -> list[dict[str, Any]]:
        """Everything the bot has in view of the manager's DM."""
        url = f"http://127.0.0.1:{self.slack_port}/_control/messages?channel=dm&as=manager"
        with urllib.request.urlopen(url, timeout=10) as answer:
            said = json.load(answer)["messages"]
        return [message for message in said if message.get("bot_id")]

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call of the control API."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.slack_port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))

    def points(self) -> list[str]:
        """The points passed since the file was last removed."""
        file = self.folder / "points"
        return file.read_text().splitlines() if file.exists() else []

    def stop(self) -> None:
        """Ends every process."""
        for child in self.running:
            child.kill()
            child.wait()

    def _start(self, module: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "QUARTERMASTER_HOME": str(self.folder / "home"),
            "QUARTERMASTER_HTTP_PORT": str(self.bot_port),
            "SLACK_API_URL": f"http://127.0.0.1:{self.slack_port}/api/",
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "PYTHONPATH": str(ROOT),
            **({"QUARTERMASTER_DATABASE_URL": self.database_url} if self.database_url else {}),
            **({"QUARTERMASTER_KEY": self.key} if self.key else {}),
            **more,
        }
        command = [sys.executable, "-m", module, *arguments]
        with (self.folder / "log").open("ab") as log:
            child = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
        self.running.append(child)
        return child

    def _await(self, port: int, child: subprocess.Popen[bytes] | None = None) -> None:
        for _ in range(1200):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if child is not None and child.poll() is not None:
                # Killed while it was starting: that is a point like any other.
                return
            time.sleep(0.025)
        raise AssertionError(f"nothing answers on port {port}: {(self.folder / 'log').read_text()[-2000:]}")


@contextmanager
def rig(template: Path, key: bytes, folder: Path, database_url: str = "") -> Iterator[Rig]:
    """A rig over a copy of the demo company's database."""
    (folder / "home").mkdir(parents=True)
    if not database_url:
        shutil.copy(template, folder / "home" / "quartermaster.db")
    made = Rig(folder, database_url, key.decode())
    try:
        made.start_slack()
        yield made
    finally:
        made.stop()
