"""Goal 4: signature, parse and a committed row before the ack, against a bare Bolt App; 4b: the same beside a scan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.children import DidNotStart, end, free_port, serving, spawn, told
from bench.room import Room
from bench.rounds import median
from bench.table import Line, could_not_run

ROUNDS, SECONDS, CONNECTIONS = 3, 4, 16
RATE, OPEN_SECONDS = 200, 10


def measure(room: Room) -> Iterator[Line]:
    """Requests a second at saturation; p99 at 200 events a second, against the floor's and against 50 ms."""
    try:
        with (
            serving("bench.our_ack", str(mine := free_port()), port=mine, environment=room.environment(), log=room.log),
            serving("bench.bare_app", "bolt", str(least := free_port()), port=least, environment={}, log=room.log),
        ):
            yield from _lines(room, {"ours": mine, "floor": least})
    except DidNotStart as error:
        yield could_not_run("4", "ack", room.on, str(error))


def _lines(room: Room, ports: dict[str, int]) -> Iterator[Line]:
    hard = 0.5 if room.db.is_sqlite else 0.25
    full = _in_turns(room, ports, "closed", CONNECTIONS, SECONDS)
    if bad := [f"{name}: {run['bad']} of {run['answered']}" for name, of in full.items() for run in of if run["bad"]]:
        yield could_not_run("4", "ack at saturation", room.on, f"not all were answered with 200: {bad}")
    rate = {name: median([run["per_s"] for run in of]) for name, of in full.items()}
    yield Line("4", "acks at saturation", room.on, rate["floor"], rate["ours"], "req/s", hard, 0.7, True,
               note=f"{CONNECTIONS} connections, {SECONDS} s a turn; nothing answers the events")  # fmt: skip
    steady = _in_turns(room, ports, "open", RATE, OPEN_SECONDS)
    p99 = {name: median([run["p99"] for run in of]) for name, of in steady.items()}
    bad_ones = sum(run["bad"] for run in steady["ours"])
    yield Line("4", f"ack p99 at {RATE} events/s", room.on, p99["floor"], p99["ours"], hard=3, aim=2,
               note=f"open loop, {OPEN_SECONDS} s a turn; {bad_ones} not answered with 200")  # fmt: skip
    yield Line("4", f"ack p99 at {RATE} events/s, limit", room.on, None, p99["ours"], hard=50, absolute=True)
    yield _beside_a_scan(room, ports["ours"])


def _beside_a_scan(room: Room, port: int) -> Line:
    """4b: the same while a worker looks at all deals, over and over, in a process of its own."""
    alone, beside = [], []
    for turn in range(room.rounds(ROUNDS)):
        alone.append(_steady(port, f"alone{turn}")["p99"])
        with scanning(room):
            beside.append(_steady(port, f"beside{turn}")["p99"])
    what = f"ack p99 at {RATE} events/s beside a full scan"
    return Line("4b", what, room.on, median(alone), median(beside), hard=3, aim=1.5, note="the floor: without a scan")


@contextmanager
def scanning(room: Room) -> Iterator[None]:
    """A worker that has begun to look at everything."""
    said = room.folder / "scan.log"
    said.write_bytes(b"")
    child = spawn("bench.our_scan", environment=room.environment(), log=said)
    try:
        until = time.monotonic() + 60
        while b"looking" not in said.read_bytes():
            if child.poll() is not None or time.monotonic() > until:
                raise DidNotStart(f"no scan: {said.read_text(errors='replace')[-1500:]}")
            time.sleep(0.01)
        yield
        if child.poll() is not None:
            raise DidNotStart(f"the scan ended by itself: {said.read_text(errors='replace')[-1500:]}")
    finally:
        end(child)


def _steady(port: int, tag: str) -> dict[str, Any]:
    return told("bench.load", "open", str(port), tag, str(RATE), str(OPEN_SECONDS), environment={})


def _in_turns(
    room: Room, ports: dict[str, int], way: str, much: float, seconds: float
) -> dict[str, list[dict[str, Any]]]:
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in ports}
    for turn in range(room.rounds(ROUNDS)):
        for name, port in ports.items():
            tag = f"{way}{turn}"
            results[name].append(told("bench.load", way, str(port), tag, str(much), str(seconds), environment={}))
    return results
