"""An answer's rows as a CSV file, made by the worker: every row, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.actions import LimitReached
from domain.bound import Bound, bind
from domain.cards import Card
from domain.errors import Refused
from domain.facts import Cell
from domain.query import QuerySpec
from domain.rights import Sight
from domain.work import Place, Request
from handlers.desk import Desk
from handlers.failed import card_for
from handlers.runs import NoSuchRun
from store import effects, posts, runs
from store.jobs import Job

MOST_MEGABYTES = 200
"""Slack takes more, but a spreadsheet hardly opens it, and the file stands in memory while it is sent."""
DANGEROUS = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
A_NUMBER = re.compile(r"^[+-]?[\d\s().,/-]*\d%?$")


class FileTooLarge(Refused):
    """The file would be larger than can be sent; a part of it would look like all of it."""

    def __init__(self, rows: int):
        self.rows = rows
        super().__init__(
            f"The file would be larger than {MOST_MEGABYTES} MB. I stopped after {rows:,} rows and sent nothing: "
            "a part would look like the whole. Ask about less, for example one quarter, one region or one team."
        )


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


def file_of(lines: Iterable[str]) -> bytes:
    """The file, whole. Raises: FileTooLarge; only one copy of it is ever in memory."""
    file = io.BytesIO()
    for number, line in enumerate(lines):
        file.write(line.encode("utf-8", "replace"))
        if file.tell() > MOST_MEGABYTES * 1_000_000:
            raise FileTooLarge(number)
    return file.getvalue()


def post_csv(desk: Desk, job: Job) -> str:
    """`answered` once the file stands where the answer stands, `refused` once it says there why it cannot."""
    run_id = job.id.partition("|")[2]
    found = runs.find(desk.db, run_id)
    placed = posts.find(desk.db, run_id.removeprefix("run:"))
    if found is None or placed is None or found[1].plan is None:
        raise NoSuchRun
    return upload_once(desk, job, placed[0], "quartermaster", lambda: (_content(desk, run_id), "Answer as CSV"))


def upload_once(
    desk: Desk, job: Job, place: Place, name: str, make: Callable[[], tuple[bytes, str]], ending: str = "csv"
) -> str:
    """`answered` once the file (content, title) stands at the place; `name` is the first part of its name.

    A repeated job finds it there and does nothing. `refused` when it is too large, which is then said at the place.
    """
    voice, filename = desk.voice(place), f"{name}-{hash_of(job.id):08x}.{ending}"
    try:
        effects.once(
            desk.db,
            f"file:{job.id}"[:255],
            lambda: _upload(desk, place, filename, make),
            lambda: voice.find_file(place, filename),
            desk.now,
        )
    except FileTooLarge as error:
        _say_once(desk, f"no file:{job.id}", place, card_for(error, job.id))
        return "refused"
    except LimitReached as wait:
        _say_once(desk, f"later:{job.id}", place, card_for(wait, job.id))
        raise
    return "answered"


def _upload(desk: Desk, place: Place, filename: str, make: Callable[[], tuple[bytes, str]]) -> str:
    """The id of the file, which counts against the limit of uploads once it is made."""
    content, title = make()
    return desk.guard.upload(f"file:{filename}", lambda: desk.voice(place).upload(place, filename, content, title))


def _say_once(desk: Desk, named: str, place: Place, card: Card) -> None:
    voice, key = desk.voice(place), named[:255]
    effects.once(desk.db, key, lambda: voice.post(place, card, key), lambda: voice.find(place, key), desk.now)


def hash_of(text: str) -> int:
    """A small stable number of a text, the same in every process."""
    value = 0
    for character in text:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return value


def _content(desk: Desk, run_id: str) -> bytes:
    rows = full_rows(desk, run_id)
    header = next(rows)
    return file_of(csv_text((str(cell) for cell in header), rows))


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
