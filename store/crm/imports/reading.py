"""Finds the files of an export and reads them line by line, refusing in words what is no readable CSV."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from store.crm.imports.errors import CannotImport

DELIMITERS = (",", ";", "\t", "|")
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
SNIFFED_ROWS = 50
MOST_ZEROS = 10
"""One zero byte in so many is no slip in a row: the file is not text."""
SNIFFED_CHARACTERS = 256_000
KNOWN_BY_FIRST_BYTES = (
    (b"PK\x03\x04", "is an Excel workbook or a zip", "Save each sheet as CSV (UTF-8) and import those."),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook", "Save each sheet as CSV (UTF-8) and import those."),
    (b"%PDF", "is a PDF", "Export the records from the CRM as CSV."),
    (b"SQLite format 3", "is a database", "Export its tables as CSV."),
    (b"\x89PNG", "is a picture", "Export the records from the CRM as CSV."),
)
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
csv.field_size_limit(1_000_000)

Tick = Callable[[int], None]
"""Told how many bytes of the files were read since the last time."""


class Line(NamedTuple):
    """One row of a file: the line it starts on, its cells, its text as it stands, and what is wrong with it, if any."""

    number: int
    cells: list[str]
    raw: str
    wrong: str = ""


@dataclass(frozen=True)
class Sheet:
    """One readable CSV file: where it is, how it is written, and the names of its columns."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    size: int
    modified: datetime


def find(paths: Sequence[Path]) -> list[Path]:
    """The files to read, folders opened one level at a time, each once; CannotImport for a path that is not there."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in _listed(path) if p.is_file() and p.name.lower().endswith(SUFFIXES))
            if not inside:
                raise CannotImport(
                    f"The folder {path} holds no CSV file.", "Name a folder with *.csv or *.csv.gz files."
                )
            found.update(dict.fromkeys(p.resolve() for p in inside))
        elif path.exists():
            found[path.resolve()] = None
        else:
            raise CannotImport(f"There is no file or folder {path}.", "Check the path; relative ones start here.")
    if not found:
        raise CannotImport("No file was named.", "Name the CSV files or the folder of your CRM's export.")
    return list(found)


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.rglob("*"))
    except OSError as error:
        raise CannotImport(f"The folder {folder} may not be read.", "Give yourself the right to read it.") from error


def named(paths: Sequence[Path]) -> dict[Path, str]:
    """A short name for each file; with its folder where two files share one."""
    names = [path.name for path in paths]
    return {p: p.name if names.count(p.name) == 1 else f"{p.parent.name}/{p.name}" for p in paths}


def open_sheet(path: Path, name: str, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """How a file is written; CannotImport when it is no CSV, empty, or names a column twice."""
    with _as_sentences(name):
        stat = path.stat()
        start = _first_bytes(path)
    if not start:
        raise CannotImport(f"{name} is empty.", "Export it again, or leave it out.")
    encoding = encoding or _encoding(start, name)
    sheet = Sheet(path, name, encoding, delimiter or ",", (), stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))
    sample = _sample(sheet)
    sheet = replace(sheet, delimiter=delimiter or _delimiter(sample))
    header = next((tuple(cell.strip() for cell in row) for row in _rows_of(sample, sheet.delimiter)), ())
    return replace(sheet, header=_checked(header, sheet))


def _first_bytes(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read(4096)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where it is packed."""
    with open(path, "rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        if packed:
            with gzip.open(raw) as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            yield raw


@contextmanager
def _as_sentences(name: str) -> Iterator[None]:
    """Turns what the operating system complains of into what a person can do."""
    try:
        yield
    except PermissionError as error:
        raise CannotImport(f"{name} may not be read.", "Give yourself the right to read it (chmod u+r).") from error
    except IsADirectoryError as error:
        raise CannotImport(f"{name} is a folder.", "Name the files in it.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CannotImport(
            f"{name} is cut off or damaged: it cannot be unpacked to its end.", "Copy or export it again."
        ) from error
    except OSError as error:
        raise CannotImport(
            f"{name} cannot be read ({error.strerror or error}).", "Check the file and try again."
        ) from error


def _encoding(start: bytes, name: str) -> str:
    for sign, what, do in KNOWN_BY_FIRST_BYTES:
        if start.startswith(sign):
            raise CannotImport(f"{name} is not a CSV file: it {what}.", do)
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    if start.count(b"\x00") * MOST_ZEROS > len(start):
        raise CannotImport(f"{name} is not a CSV file: it holds zero bytes.", "Export the records as CSV (UTF-8).")
    return "utf-8"


def _sample(sheet: Sheet) -> str:
    """The first rows' text."""
    with _text(sheet) as text:
        return "".join(islice(iter(lambda: text.readline(SNIFFED_CHARACTERS), ""), SNIFFED_ROWS))[:SNIFFED_CHARACTERS]


@contextmanager
def _text(sheet: Sheet) -> Iterator[IO[str]]:
    with _as_sentences(sheet.name), _opened(sheet.path) as raw:
        try:
            yield io.TextIOWrapper(raw, encoding=sheet.encoding, newline="")
        except UnicodeError as error:
            raise CannotImport(
                f"{sheet.name} is not written in {_spoken(sheet.encoding)}: {_first_undecodable(sheet)}.",
                'Save it as UTF-8, or say how it is written in a map (encoding = "cp1252").',
            ) from error
        except LookupError as error:
            raise CannotImport(f"“{sheet.encoding}” is no encoding.", "Use utf-8, cp1252 or utf-16.") from error


def _spoken(encoding: str) -> str:
    return "UTF-8" if encoding.startswith("utf-8") else encoding


def _first_undecodable(sheet: Sheet) -> str:
    """Where the bytes stop making sense."""
    with _opened(sheet.path) as raw:
        for number, line in enumerate(raw, 1):
            try:
                line.decode(sheet.encoding)
            except UnicodeError as error:
                at = getattr(error, "start", 0)
                return f"line {number:,} holds the byte 0x{line[at]:02X}"
    return "its bytes do not fit"


def _delimiter(sample: str) -> str:
    """The separator that splits most rows into the header's number of columns, the more columns the better."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _rows_of(sample, delimiter)]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(w == widths[0] for w in widths) / len(widths), widths[0]

    fits = {delimiter: fit(delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: (fits[d][0] * (1 - 0.5 ** max(fits[d][1] - 1, 0)), fits[d][1]))
    return best if fits[best][1] else ","


def _rows_of(sample: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        if row:
            yield row


def _checked(header: tuple[str, ...], sheet: Sheet) -> tuple[str, ...]:
    if not any(header):
        raise CannotImport(f"{sheet.name} has no header line.", "Its first line must name the columns.")
    places: dict[str, int] = {}
    for place, name in enumerate(header, 1):
        if name and name in places:
            raise CannotImport(
                f"{sheet.name} has two columns called “{name}” (columns {places[name]} and {place}).",
                "Rename or remove one of them.",
            )
        places[name] = place
    return header


def rows(sheet: Sheet, tick: Tick | None = None) -> Iterator[Line]:
    """Every row below the header, blank lines left out.

    Raises: CannotImport where the file ends in the middle of a row, since what came after it would be missing unseen.
    """
    with _text(sheet) as text:
        taken = _Taken(text, tick)
        reader = csv.reader(taken, delimiter=sheet.delimiter, strict=True)
        is_header = True
        while True:
            line = _next(reader, taken, sheet)
            if line is None:
                break
            if line.wrong or line.cells:
                if not is_header:
                    yield line
                is_header = False
        taken.told()


def _next(reader: Iterator[list[str]], taken: _Taken, sheet: Sheet) -> Line | None:
    start = taken.lines + 1
    taken.held.clear()
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise CannotImport(
                f"{sheet.name} ends inside a quoted value that begins on line {start:,}: the file is cut off, or a "
                "quotation mark is missing.",
                "Export it again.",
            ) from error
        return Line(start, [], "".join(taken.held), f"it is not valid CSV ({error})")
    raw = "".join(taken.held)
    if len(cells) == len(sheet.header):
        return Line(start, cells, raw, "it holds a zero byte" if "\x00" in raw else "")
    if cells and len(cells) < len(sheet.header) and not raw.endswith(("\n", "\r")):
        raise CannotImport(
            f"{sheet.name} ends in the middle of line {start:,} (after {len(cells)} of {len(sheet.header)} columns): "
            "the export or the copy was cut off.",
            "Export it again.",
        )
    wrong = f"it has {len(cells)} cells where the header has {len(sheet.header)}" if cells else ""
    return Line(start, cells, raw, wrong)


class _Taken:
    """The lines a reader takes, counted, kept until the row is complete, and told to whoever watches."""

    EVERY = 2_000

    def __init__(self, text: IO[str], tick: Tick | None) -> None:
        self.text, self.tick = text, tick
        self.lines = 0
        self.held: list[str] = []
        self._told = 0

    def __iter__(self) -> _Taken:
        return self

    def __next__(self) -> str:
        line = self.text.readline()
        if not line:
            raise StopIteration
        self.lines += 1
        self.held.append(line)
        if self.lines % self.EVERY == 0:
            self.told()
        return line

    def told(self) -> None:
        """Says how far the file on the disk has been read."""
        if self.tick is None:
            return
        raw = self.text.buffer  # type: ignore[attr-defined]
        packed: Any = raw.fileobj if isinstance(raw, gzip.GzipFile) else raw
        at = packed.tell()
        self.tick(at - self._told)
        self._told = at


def raw_lines(sheet: Sheet, numbers: Collection[int]) -> dict[int, str]:
    """The text of the rows that start on these lines."""
    if not numbers:
        return {}
    return {line.number: line.raw for line in rows(sheet) if line.number in numbers}
