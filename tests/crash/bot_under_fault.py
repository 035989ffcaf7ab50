"""Runs real bots and kills them, as `kill -9` does, at the Nth commit or outside call after the first event.

Everything a bot imports is imported here once. Each bot is then a process forked from this one, which starts in a
moment where a new interpreter takes seconds; `kill -9` is as final for it as for any other process. Orders come in
as lines of JSON, and the process id of each bot goes out as a line.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.engine.default import DefaultDialect

import handlers.verb
from bot.cli import main
from store import inbox

# What a bot loads only when it starts to listen, or to answer.
LOADED_LATER = (
    *("bot.run", "uvicorn.loops.auto", "uvicorn.protocols.http.auto", "uvicorn.lifespan.on", "encodings.idna"),
    *("dbos._sys_db_sqlite", "dbos._sys_db_postgres", "sqlalchemy.dialects.postgresql.psycopg"),
)


class Fault:
    """Counts the places where the process may die, and dies at the one it was told."""

    def __init__(self) -> None:
        self.kill_at, self.file = 0, Path(os.devnull)
        self._armed, self._passed, self._counting = False, 0, threading.Lock()

    def arm(self) -> None:
        """Starting up is not the flow under test; points count from the moment an event is about to be kept."""
        self._armed = True

    def point(self, name: str) -> None:
        """Passes one place, or never returns from it."""
        if not self._armed:
            return
        with self._counting:
            self._passed += 1
            with self.file.open("a") as file:
                file.write(f"{self._passed} {name}\n")
            if self._passed == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, method: str, name: Callable[..., str]) -> None:
        """Puts a point before and after every call of a method."""
        original = getattr(owner, method)

        def wrapped(*args: Any, **more: Any) -> Any:
            said = name(*args, **more)
            self.point(f"before {said}")
            result = original(*args, **more)
            self.point(f"after {said}")
            return result

        setattr(owner, method, wrapped)


def put_points(fault: Fault) -> None:
    """Lets a process die around each commit and each call of Slack, from its first event on.

    However an event came, the inbox commits it in one place, past SQLAlchemy.
    """
    fault.around(DefaultDialect, "do_commit", lambda *_: "commit")
    fault.around(WebClient, "api_call", lambda _client, method, **_: method)
    fault.around(inbox, "_commit", lambda *_: "inbox")
    keep = inbox._commit

    def armed_keep(*args: Any, **more: Any) -> Any:
        fault.arm()
        return keep(*args, **more)

    inbox._commit = armed_keep


def load_everything() -> None:
    """Imports what a bot will use, so that no bot has to."""
    for name in LOADED_LATER:
        __import__(name)
    handlers.verb.verbs()


def start(fault: Fault, order: Mapping[str, Any]) -> int:
    """The process id of a new bot."""
    child = os.fork()
    if child:
        return child
    # Whatever happens, the child must not come back to take orders; what it says of an error is in its log.
    try:
        _become_bot(fault, order)
    except Exception:
        logging.exception("The bot ended.")
    finally:
        sys.stderr.flush()
        os._exit(0)


def _become_bot(fault: Fault, order: Mapping[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    os.environ.clear()
    os.environ.update(order["environment"])
    fault.kill_at, fault.file = order["kill_at"], Path(order["points"])
    sys.argv = ["quartermaster", "run", "--http", "--no-worker"]
    main()


def take_orders() -> None:
    """Starts the bots that are asked for, until nobody can ask any more; then none of them is left."""
    fault, bots = Fault(), []
    put_points(fault)
    load_everything()
    # The system collects those that died: whoever asked looks only whether a process id is still there.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        bots.append(start(fault, json.loads(line)))
        print(bots[-1], flush=True)
    for bot in bots:
        if is_ours(bot):
            os.kill(bot, signal.SIGKILL)


def is_ours(bot: int) -> bool:
    """Whether this process id is still that of a bot started here, and not of something newer."""
    try:
        return os.getpgid(bot) == os.getpgid(0)
    except ProcessLookupError:
        return False


if __name__ == "__main__":
    take_orders()
