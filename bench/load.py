"""A load generator in a process of its own, without a library that would cost more than what it measures.

`python -m bench.load closed PORT TAG CONNECTIONS SECONDS` sends as fast as answers come;
`python -m bench.load open PORT TAG RATE SECONDS` sends on a fixed schedule, answered or not. Both print JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.events import mention, signed
from bench.rounds import percentile

SPARE = 64
"""Connections kept for an open loop, so that one slow answer does not hold back the next event."""


def requests(tag: str) -> Iterator[bytes]:
    """Signed HTTP requests, every one a new event."""
    number = 0
    while True:
        number += 1
        body, headers = signed(mention(number, tag))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        yield f"POST /slack/events HTTP/1.1\r\nHost: bench\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Line:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> Line:
        """A connection to the port."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> int:
        """The status that the request is answered with."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = next((int(one[15:]) for one in head.split(b"\r\n") if one.startswith(b"content-length:")), 0)
        if length:
            await self._reader.readexactly(length)
        return int(head[9:12])


async def closed(port: int, tag: str, connections: int, seconds: float) -> dict[str, Any]:
    """Requests a second at saturation, with latencies."""
    # Signing costs time that belongs to Slack, so it is done before the clock starts.
    made = requests(tag)
    ready = [next(made) for _ in range(int(seconds * 6000))]
    waiting, took, bad = iter(ready), [], 0
    until = time.perf_counter() + seconds

    async def one(line: Line) -> None:
        nonlocal bad
        for request in waiting:
            started = time.perf_counter()
            if started > until:
                return
            bad += await line.ask(request) != 200
            took.append((time.perf_counter() - started) * 1000)

    lines = [await Line.to(port) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(one(line) for line in lines))
    return {"per_s": len(took) / (time.perf_counter() - started), "bad": bad, **_latencies(took)}


async def open_loop(port: int, tag: str, rate: float, seconds: float) -> dict[str, Any]:
    """Latencies from the moment an event was due, whether or not the one before was answered."""
    made = requests(tag)
    ready = [next(made) for _ in range(int(rate * seconds))]
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(SPARE):
        free.put_nowait(await Line.to(port))
    took: list[float] = []
    bad = 0

    async def one(request: bytes, due: float) -> None:
        nonlocal bad
        line = await free.get()
        bad += await line.ask(request) != 200
        took.append((time.perf_counter() - due) * 1000)
        free.put_nowait(line)

    started, asked = time.perf_counter() + 0.1, []
    for number, request in enumerate(ready):
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asked.append(asyncio.create_task(one(request, due)))
    await asyncio.gather(*asked)
    return {"bad": bad, **_latencies(took)}


def _latencies(took: list[float]) -> dict[str, float]:
    return {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99), "worst": max(took), "answered": len(took)}


if __name__ == "__main__":
    way, port, tag, much, seconds = sys.argv[1:6]
    if way == "closed":
        result = asyncio.run(closed(int(port), tag, int(much), float(seconds)))
    else:
        result = asyncio.run(open_loop(int(port), tag, float(much), float(seconds)))
    print(json.dumps(result))
