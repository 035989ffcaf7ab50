"""`make bench`: every goal on the demo company, one table, nothing judged by the clock alone."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from bench.children import ROOT
from bench.goals import GOALS
from bench.room import Room, rooms
from bench.table import Line, could_not_run, table


def main() -> int:
    """1 when a goal was missed or could not be measured."""
    asked = arguments()
    os.environ["QUARTERMASTER_HOME"] = tempfile.gettempdir()
    lines: list[Line] = []
    cache = ROOT / "var" / "bench"
    cache.mkdir(parents=True, exist_ok=True)
    print(f"The demo company with {asked.deals:,} deals is built once and kept in {cache}.", flush=True)
    with rooms(cache, asked.deals, asked.scale, asked.postgres) as made:
        for goal in asked.only or GOALS:
            measure, database_matters = GOALS[goal]
            for room in made if database_matters else made[:1]:
                started = time.monotonic()
                found = attempt(goal, measure, room)
                lines += found
                print(f"  goal {goal} on {room.on}: {time.monotonic() - started:.0f} s", flush=True)
                for line in found:
                    print(f"    {' · '.join(cell for cell in line.cells() if cell)}", flush=True)
    print(f"\n{where()}\n\n{table(lines)}")
    return int(any(line.verdict in ("MISS", "not run") for line in lines))


def attempt(goal: str, measure: object, room: Room) -> list[Line]:
    """The lines of a goal; one that says why when it breaks."""
    try:
        return list(measure(room))  # type: ignore[operator]
    except Exception as error:
        if os.environ.get("BENCH_RAISE"):
            raise
        return [could_not_run(goal, "", room.on, f"{type(error).__name__}: {error}")]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--deals", type=int, default=20_000, help="size of the demo company (default: %(default)s)")
    parser.add_argument(
        "--postgres", action="store_true", help="measure on PostgreSQL as well (a wheel, on this machine)"
    )
    parser.add_argument("--only", nargs="+", choices=list(GOALS), metavar="GOAL", help=f"only these: {' '.join(GOALS)}")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="run this share of the usual rounds (0.2 for a glance)"
    )
    return parser.parse_args()


def where() -> str:
    """The machine in a sentence, since a ratio travels and a millisecond does not."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    machine = f"{os.cpu_count()} cores, load {load}, Python {platform.python_version()}, {platform.system()}"
    return f"{machine}; fsync {fsync_us():.0f} us."


def fsync_us() -> float:
    """What it costs here to make a small write durable."""
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder, Path(folder, "one").open("wb") as file:
        took = []
        for _ in range(50):
            started = time.perf_counter()
            file.write(b"x" * 200)
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - started) * 1e6)
    return sorted(took)[25]


if __name__ == "__main__":
    sys.exit(main())
