"""Runs the real bot and kills it, as `kill -9` does, at the Nth commit or outside call after the first event."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.engine.default import DefaultDialect

from store import inbox

KILL_AT = int(os.environ.get("KILL_AT", "0"))
POINTS = Path(os.environ["POINTS_FILE"])
counting = threading.Lock()
armed = False
passed = 0


def point(name: str) -> None:
    """Counts one place where the process may die, and dies there when it is its turn."""
    global passed
    if not armed:
        return
    with counting:
        passed += 1
        with POINTS.open("a") as file:
            file.write(f"{passed} {name}\n")
        if passed == KILL_AT:
            os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, method: str, name: Callable[..., str]) -> None:
    """Puts a point before and after every call of a method."""
    original = getattr(owner, method)

    def wrapped(*args: Any, **more: Any) -> Any:
        said = name(*args, **more)
        point(f"before {said}")
        result = original(*args, **more)
        point(f"after {said}")
        return result

    setattr(owner, method, wrapped)


def arm_at_the_first_event() -> None:
    """Starting up is not the flow under test; points count from the moment an event is about to be kept."""
    hear = inbox.hear

    def armed_hear(*args: Any, **more: Any) -> Any:
        global armed
        armed = True
        return hear(*args, **more)

    inbox.hear = armed_hear


around(DefaultDialect, "do_commit", lambda *_: "commit")
around(WebClient, "api_call", lambda _client, method, **_: method)
arm_at_the_first_event()

if __name__ == "__main__":
    from bot.cli import main

    sys.argv = ["quartermaster", "run", "--http", "--no-worker"]
    main()
