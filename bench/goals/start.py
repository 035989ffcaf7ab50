"""Goal 9: from nothing to the first acknowledged event, and `--help`, against a minimal app with the same libraries."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from bench.children import ROOT, DidNotStart, end, free_port, spawn
from bench.events import mention, signed
from bench.room import Room
from bench.rounds import in_turns, median
from bench.table import Line, could_not_run

ROUNDS = 5


def measure(room: Room) -> Iterator[Line]:
    """Cold start on a database that is up to date, and the command line's help."""
    try:
        times = in_turns(
            room.rounds(ROUNDS), 1,
            ours=lambda n: first_ack(room, n, "bot.cli", "run", "--http", "--no-worker"),
            floor=lambda n: first_ack(room, n, "bench.bare_app", "minimal"),
            help=lambda _: said_help(),
        )  # fmt: skip
    except DidNotStart as error:
        yield could_not_run("9", "cold start", room.on, str(error))
        return
    floor, ours, told = (median(times[name]) for name in ("floor", "ours", "help"))
    yield Line("9", "cold start to the first ack", room.on, floor, ours, hard=1.5, aim=1.2)
    yield Line("9", "--help", room.on, floor, told, hard=0.5)


def first_ack(room: Room, number: int, *program: str) -> None:
    """Starts a program and ends it as soon as it has acknowledged an event."""
    port = free_port()
    arguments = program if program[0] == "bot.cli" else (*program, str(port))
    child = spawn(*arguments, environment=room.environment(port), log=room.log)
    try:
        body, headers = signed(mention(number + 100, "start"))
        until = time.monotonic() + 60
        while not acked(port, body, headers):
            if child.poll() is not None or time.monotonic() > until:
                raise DidNotStart(f"{program[0]}: {room.log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.003)
    finally:
        # Nothing is to be saved, and an orderly end would be timed too.
        child.kill()
        end(child)


def acked(port: int, body: bytes, headers: dict[str, str]) -> bool:
    """Whether the event was answered with 200."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def said_help() -> None:
    """Runs `quartermaster --help`."""
    subprocess.run([sys.executable, "-m", "bot.cli", "--help"], check=True, capture_output=True, cwd=ROOT)
