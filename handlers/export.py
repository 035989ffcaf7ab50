"""An answer's rows as a CSV file, made by the worker: every row, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.bound import bind
from domain.facts import Cell
from handlers.desk import Desk
from handlers.runs import NoSuchRun
from store import effects, posts, runs

DANGEROUS = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
A_NUMBER = re.compile(r"^[+-]?[\d\s().,/-]*\d%?$")


def inert(cell: Cell) -> str:
    """The cell as text a spreadsheet will not run: a quote before formulas; numbers and phones stay as they are."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal | int | date):
        return str(cell)
    if DANGEROUS.match(cell) and not A_NUMBER.match(cell.strip("\t\r\n ")):
        return f"'{cell}"
    return cell


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The file, line by line, with a byte-order mark so that spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for line in (list(header), *([inert(cell) for cell in row] for row in rows)):
        writer.writerow(line)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def post_csv(desk: Desk, job_id: str) -> str:
    """`answered` once the file stands where the answer stands; a repeated job finds it and does nothing."""
    run_id = job_id.partition("|")[2]
    found = runs.find(desk.db, run_id)
    placed = posts.find(desk.db, run_id.removeprefix("run:"))
    if found is None or placed is None or found[1].plan is None:
        raise NoSuchRun
    place, _ = placed
    filename = f"quartermaster-{abs(hash_of(job_id)):08x}.csv"
    voice = desk.voice(place)
    effects.once(
        desk.db,
        f"file:{job_id}"[:255],
        lambda: voice.upload(place, filename, _content(desk, run_id), "Answer as CSV"),
        lambda: voice.find_file(place, filename),
        desk.now,
    )
    return "answered"


def hash_of(text: str) -> int:
    """A small stable number of a text, the same in every process."""
    value = 0
    for character in text:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return value


def _content(desk: Desk, run_id: str) -> bytes:
    rows = full_rows(desk, run_id)
    header = next(rows)
    return "".join(csv_text((str(cell) for cell in header), rows)).encode()


def full_rows(desk: Desk, run_id: str) -> Iterator[tuple[Cell, ...]]:
    """The header, then every row of the answer, read again with the same meaning, rights and pinned time."""
    found = runs.find(desk.db, run_id)
    if found is None or found[1].plan is None or found[1].pulled is None:
        raise NoSuchRun
    request, _, sight = found
    # As it was meant when it was asked: "this month" must not become another month by the time of the press.
    meant_at = request.as_of or request.at
    bound = bind(
        found[1].plan.spec, now=meant_at, today=desk.today(meant_at), sight=sight,
        settings=desk.settings(at=meant_at), me=request.person.name or "nobody",
    )  # fmt: skip
    yield ("Row id", *(column.label for column in found[1].pulled.columns))
    for row in desk.readers.puller.full_rows(bound):
        yield (row.id, *row.cells)
