"""An answer's rows as a CSV file, made by the worker: every row, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.bound import Bound, bind
from domain.facts import Cell
from domain.query import QuerySpec
from domain.rights import Sight
from domain.work import Place, Request
from handlers.desk import Desk
from handlers.runs import NoSuchRun
from store import effects, posts, runs
from store.jobs import Job

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


def post_csv(desk: Desk, job: Job) -> str:
    """`answered` once the file stands where the answer stands."""
    run_id = job.id.partition("|")[2]
    found = runs.find(desk.db, run_id)
    placed = posts.find(desk.db, run_id.removeprefix("run:"))
    if found is None or placed is None or found[1].plan is None:
        raise NoSuchRun
    upload_once(desk, job, placed[0], ("quartermaster", "Answer as CSV"), lambda: _content(desk, run_id))
    return "answered"


def upload_once(desk: Desk, job: Job, place: Place, named: tuple[str, str], content: Callable[[], bytes]) -> None:
    """Puts a CSV file, called `named` (first part of the file's name, title), at the place.

    A repeated job finds it there and does nothing.
    """
    voice, filename = desk.voice(place), f"{named[0]}-{hash_of(job.id):08x}.csv"
    effects.once(
        desk.db,
        f"file:{job.id}"[:255],
        lambda: voice.upload(place, filename, content(), named[1]),
        lambda: voice.find_file(place, filename),
        desk.now,
    )


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
    bound = bound_as_asked(desk, found[0], found[1].plan.spec, found[2])
    yield ("Row id", *(column.label for column in found[1].pulled.columns))
    for row in desk.readers.puller.full_rows(bound):
        yield (row.id, *row.cells)


def bound_as_asked(desk: Desk, request: Request, spec: QuerySpec, sight: Sight) -> Bound:
    """The question as it was meant when it was asked: "this month" must not be another month when somebody presses."""
    meant_at = request.as_of or request.at
    return bind(
        spec, now=meant_at, today=desk.today(meant_at), sight=sight, settings=desk.settings(at=meant_at),
        me=request.person.name or "nobody",
    )  # fmt: skip
