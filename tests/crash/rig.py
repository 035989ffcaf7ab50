"""A local Slack, and a bot in a process of its own that can be killed and started again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot.playground.server import playground_routes
from bot.playground.slack_api import LocalSlack
from tests.ports import free_port

TOKEN, SECRET = "xoxb-crash", "crash-signing-secret"
PEOPLE = [
    {"name": "Dana Whitfield", "email": "dana.whitfield@quartermaster.example", "role": "manager"},
    {"name": "Priya Raman", "email": "priya.raman@quartermaster.example", "role": "rep"},
]
ROOT = Path(__file__).parents[2]
RETRY_AFTER_S = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Sooner than the real Slack, and more often: how long a bot was away is not what is tried here."""


class Nursery:
    """Starts bots from a process that has imported everything already."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.bot_under_fault"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def bot(self, environment: dict[str, str], folder: Path, kill_at: int) -> Bot:
        """A new bot, to be killed at its Nth point; 0 never."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"log": str(folder / "log"), "points": str(folder / "points"), "kill_at": kill_at}
        self._process.stdin.write(json.dumps({**order, "environment": environment}) + "\n")
        self._process.stdin.flush()
        return Bot(int(self._process.stdout.readline()))

    def close(self) -> None:
        """Ends it, and every bot that still runs."""
        self._process.communicate()


@dataclass(frozen=True)
class Bot:
    """One bot's process."""

    pid: int

    def is_alive(self) -> bool:
        """Whether it still runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self, by: signal.Signals = signal.SIGKILL) -> None:
        """Ends it, and returns when it is gone."""
        while self.is_alive():
            os.kill(self.pid, by)
            for _ in range(500):
                if not self.is_alive():
                    break
                time.sleep(0.01)


@dataclass
class Rig:
    """One local Slack and at most one bot."""

    nursery: Nursery
    folder: Path
    database_url: str = ""
    key: str = ""
    bot_port: int = field(default_factory=free_port)
    bots: list[Bot] = field(default_factory=list)

    def start_slack(self) -> None:
        """Starts the local Slack; it re-sends an event that was not acked after a quarter of a second, and again."""
        config = uvicorn.Config(Starlette(), host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
        self._socket = config.bind_socket()
        self.slack = LocalSlack(
            self.folder / "slack.db",
            signing_secret=SECRET,
            bot_token=TOKEN,
            deliver_to=f"http://127.0.0.1:{self.bot_port}/slack/events",
            retry_after=RETRY_AFTER_S,
            base_url=self.slack_url,
        )
        self.slack.seed(PEOPLE, [])
        config.app = Starlette(routes=playground_routes(self.slack, pending=never, inbox_key=str, clock=dict))
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()

    @property
    def slack_url(self) -> str:
        """Where the local Slack is."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start_bot(self, kill_at: int = 0) -> Bot:
        """Starts the bot, to be killed at its Nth point; 0 never. It listens when this returns, or it is dead."""
        bot = self.nursery.bot(self._environment(), self.folder, kill_at)
        self.bots.append(bot)
        for _ in range(6000):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.bot_port)) == 0:
                    return bot
            if not bot.is_alive():
                # Killed while it was starting: that is a point like any other.
                return bot
            time.sleep(0.01)
        raise AssertionError(f"nothing answers on port {self.bot_port}: {self.log()}")

    def say(self, text: str) -> None:
        """Something the manager says to the bot, without waiting for an answer."""
        self.slack.client.say(self._manager(), "dm", text, None)

    def messages(self) -> list[dict[str, Any]]:
        """Everything the bot has in view of the manager's DM."""
        dm = self.slack.workspace.dm_of(self._manager())["id"]
        return [message for message in self.slack.workspace.seen_by(self._manager(), dm) if message.get("bot_id")]

    def points(self) -> list[str]:
        """The points passed since the rig was made."""
        file = self.folder / "points"
        return file.read_text().splitlines() if file.exists() else []

    def log(self) -> str:
        """The last of what the bots said about themselves."""
        file = self.folder / "log"
        return file.read_text()[-3000:] if file.exists() else "no bot has said anything"

    def stop(self) -> None:
        """Ends the bot, then the local Slack."""
        for bot in self.bots:
            bot.end()
        self.slack.stop()
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()

    def _manager(self) -> str:
        return str(self.slack.workspace.person("manager")["id"])

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "QUARTERMASTER_HOME": str(self.folder / "home"),
            "QUARTERMASTER_HTTP_PORT": str(self.bot_port),
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            **({"QUARTERMASTER_DATABASE_URL": self.database_url} if self.database_url else {}),
            **({"QUARTERMASTER_KEY": self.key} if self.key else {}),
        }


def never(_key: str) -> bool:
    """Whether the bot still works on an event: nobody here waits for it that way."""
    return False


@contextmanager
def rig(nursery: Nursery, template: Path | None, key: bytes, folder: Path, database_url: str = "") -> Iterator[Rig]:
    """A rig over a copy of the demo company's database, or over the database that is named."""
    (folder / "home").mkdir(parents=True)
    if template:
        shutil.copy(template, folder / "home" / "quartermaster.db")
    made = Rig(nursery, folder, database_url, key.decode())
    made.start_slack()
    try:
        yield made
    finally:
        made.stop()
