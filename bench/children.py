"""Processes beside this one: servers, the product itself, and the load generator; all of them end with the run."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class DidNotStart(RuntimeError):
    """A child ended, or did not listen, before it could be measured."""


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def spawn(*arguments: str, environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """`python -m` with these arguments and nothing of this shell's product settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("QUARTERMASTER_", "SLACK_"))}
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments], env=own | {"PYTHONPATH": str(ROOT)} | dict(environment),
            stdout=file, stderr=file, cwd=ROOT,
        )  # fmt: skip


def end(child: subprocess.Popen[bytes]) -> None:
    """Ends a child, with force when it takes longer than it should."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def serving(*arguments: str, port: int, environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child that listens on the port when this begins."""
    child = spawn(*arguments, environment=environment, log=log)
    try:
        wait_for(port, child, log)
        yield child
    finally:
        end(child)


def wait_for(port: int, child: subprocess.Popen[bytes], log: Path, at_most_s: float = 60) -> None:
    """Returns when the port answers."""
    until = time.monotonic() + at_most_s
    while not answers(port):
        if child.poll() is not None or time.monotonic() > until:
            raise DidNotStart(f"nothing answers on port {port}: {log.read_text(errors='replace')[-1500:]}")
        time.sleep(0.005)


def told(*arguments: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a child that measures by itself prints: one JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment),
        capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DidNotStart(done.stderr.decode(errors="replace")[-1500:])
    return dict(json.loads(done.stdout))
