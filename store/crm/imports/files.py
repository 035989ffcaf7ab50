"""Finds the files of an export, in folders and zips and workbooks, and has each ready to be read as rows of text."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import stat
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from store.crm.imports import encoding, workbook
from store.crm.imports.errors import CannotImport

TABLES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".xlsx", ".xlsm")
SUFFIXES = (*TABLES, ".zip")
UNREAD = (
    ".xls",
    ".xlsb",
    ".ods",
    ".numbers",
    ".json",
    ".jsonl",
    ".xml",
    ".html",
    ".parquet",
    ".7z",
    ".rar",
    ".tar",
    ".tgz",
)
PACKED = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz", ".bz2", ".xz")
MOST_MEMBERS = 1_000
MOST_UNPACKED = 20_000_000_000
OURS = "quartermaster-import-"
ZIP = b"PK\x03\x04"


class Folder:
    """A folder for unpacked files that goes away with the last one who needs it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{OURS}{os.getpid()}-"))
        self._gone = weakref.finalize(self, shutil.rmtree, self.path, True)


@dataclass(frozen=True)
class Found:
    """One table to read: where it is, what it is called, and when it was last changed.

    Shape:  `stem` is the name alone, without folder and ending; in a `is_numbered` one the first cell of a row is its
            number in the workbook; `folder` keeps the folder of an unpacked one alive.
    """

    path: Path
    name: str
    stem: str
    modified: datetime
    is_numbered: bool = False
    notes: tuple[str, ...] = ()
    folder: Folder | None = None


def find(paths: Sequence[Path]) -> list[Path]:
    """The files to read, folders opened, each once; CannotImport for a path that is not there."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in _listed(path) if p.is_file() and p.name.lower().endswith(SUFFIXES))
            if not inside:
                raise CannotImport(
                    f"The folder {path} holds no CSV file, workbook or zip.",
                    "Name a folder with *.csv, *.csv.gz, *.xlsx or *.zip files.",
                )
            found.update(dict.fromkeys(p.resolve() for p in inside))
        elif path.is_file():
            found[path.resolve()] = None
        elif path.exists():
            raise CannotImport(f"{path} is neither a file nor a folder.", "Name the files of your CRM's export.")
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
    short = {p: p.name if names.count(p.name) == 1 else f"{p.parent.name}/{p.name}" for p in paths}
    return {p: name if list(short.values()).count(name) == 1 else str(p) for p, name in short.items()}


def tables(paths: Sequence[Path]) -> list[Found]:
    """Every table in these files: each CSV file, each sheet of a workbook, and each of those in a zip."""
    _sweep()
    folder = Folder()
    found = [table for path, name in named(find(paths)).items() for table in _tables(path, name, folder)]
    left = [note for path in paths if path.is_dir() for note in _left_out(path)]
    return [replace(found[0], notes=(*left, *found[0].notes)), *found[1:]] if left else found


def _left_out(folder: Path) -> Iterator[str]:
    """Says which files of a folder may hold records, but in a way that is not read."""
    names = sorted(path.name for path in _listed(folder) if path.is_file() and path.name.lower().endswith(UNREAD))
    if names:
        listed = f"{', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
        yield f"Left out of the folder {folder.name}: {listed}. Save such files as .xlsx or CSV to import them too."


def _tables(path: Path, name: str, folder: Folder) -> Iterator[Found]:
    with as_sentences(name):
        start, changed = _first_bytes(path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if not start.startswith(ZIP):
            yield Found(path, name, stem_of(path.name), changed)
        elif workbook.is_workbook(path):
            yield from _sheets(path, name, changed, folder)
        else:
            yield from _members(path, name, changed, folder)


def _first_bytes(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(4)


def stem_of(name: str) -> str:
    """A file's name without its endings, in small letters."""
    bare = PurePosixPath(name).name.lower()
    return bare.removesuffix(".gz").rpartition(".")[0] or bare


def _sheets(path: Path, name: str, changed: datetime, folder: Folder) -> Iterator[Found]:
    found = list(workbook.sheets(path, name, folder.path))
    if not found:
        raise CannotImport(f"{name} is a workbook without a filled sheet.", "Export it again, or leave it out.")
    for sheet in found:
        shown, stem = (name, stem_of(path.name)) if len(found) == 1 else (f"{name}: {sheet.title}", sheet.title.lower())
        yield Found(sheet.path, shown, stem, changed, True, sheet.notes, folder)


def _members(path: Path, name: str, changed: datetime, folder: Folder) -> Iterator[Found]:
    """What a zip holds, unpacked under names of our own."""
    with zipfile.ZipFile(path) as packed:
        members = [m for m in packed.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
        _refuse_unsafe(members, name)
        wanted = [m for m in members if m.filename.lower().endswith(TABLES)]
        if not wanted:
            raise CannotImport(f"{name} is a zip without a CSV file or workbook.", "Zip the export's files themselves.")
        _refuse_large(wanted, name, path.stat().st_size, folder)
        others = [m.filename for m in members if m not in wanted]
        notes = (f"Left out of {name}: {', '.join(others[:5])}{' …' if len(others) > 5 else ''}.",) if others else ()
        for number, member in enumerate(wanted):
            target = folder.path / f"member-{number}-{len(list(folder.path.iterdir()))}"
            _unpack(packed, member, target, f"{name}/{member.filename}")
            short = f"{name}/{member.filename}"
            at = _changed(member, changed)
            if _first_bytes(target).startswith(ZIP):
                if not workbook.is_workbook(target):
                    raise CannotImport(f"{short} is a zip inside a zip.", "Unpack it and import what it holds.")
                found = list(workbook.sheets(target, short, folder.path))
                for sheet in found:
                    shown = short if len(found) == 1 else f"{short}: {sheet.title}"
                    stem = stem_of(member.filename) if len(found) == 1 else sheet.title.lower()
                    yield Found(sheet.path, shown, stem, at, True, (*notes, *sheet.notes), folder)
                    notes = ()
            else:
                yield Found(target, short, stem_of(member.filename), at, False, notes, folder)
                notes = ()


def _is_clutter(name: str) -> bool:
    """Whether an archive holds a file for its own sake; a zip made on Windows may write its folders with “\\”."""
    return name.startswith("__MACOSX/") or re.split(r"[/\\]", name)[-1].startswith(".")


def _refuse_unsafe(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    """CannotImport for a zip that is made to do harm, or that cannot be read without guessing."""
    if len(members) > MOST_MEMBERS:
        raise CannotImport(f"{name} holds {len(members):,} files, as no export does.", "Zip only the export's files.")
    seen: set[str] = set()
    for member in members:
        inside = member.filename
        if inside.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", inside) or re.match(r"[A-Za-z]:", inside):
            raise CannotImport(f"{name} holds a file that wants to lie outside of it (“{inside}”).", "Do not trust it.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise CannotImport(f"{name} holds a link (“{inside}”) instead of a file.", "Zip the file itself.")
        if member.flag_bits & 1:
            raise CannotImport(f"{name} is locked with a password.", "Unpack it and import what it holds.")
        if inside.lower().endswith(PACKED):
            raise CannotImport(f"{name} holds another archive (“{inside}”).", "Unpack it and import what it holds.")
        if inside in seen:
            raise CannotImport(f"{name} holds two files called “{inside}”.", "Leave one of them out.")
        seen.add(inside)


def _refuse_large(members: Sequence[zipfile.ZipInfo], name: str, packed: int, folder: Folder) -> None:
    unpacked = sum(member.file_size for member in members)
    is_swollen = unpacked > encoding.MOST_UNPACKED and unpacked > packed * encoding.MOST_TIMES
    if is_swollen or unpacked > MOST_UNPACKED:
        raise CannotImport(
            f"{name} unpacks to {unpacked:,} bytes, as no export does.",
            "Unpack it yourself and look at it before you import it.",
        )
    if unpacked > shutil.disk_usage(folder.path).free:
        raise CannotImport(
            f"{name} unpacks to {unpacked:,} bytes, more than {tempfile.gettempdir()} has room for.", "Make room there."
        )


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> None:
    """Writes a member down, and no more of it than the zip says that there is."""
    written = 0
    with packed.open(member) as source, open(target, "wb") as file:
        while chunk := source.read(1 << 20):
            written += len(chunk)
            if written > member.file_size:
                raise CannotImport(f"{name} is longer than its zip says.", "Do not trust it.")
            file.write(chunk)


def _changed(member: zipfile.ZipInfo, archive: datetime) -> datetime:
    try:
        return min(datetime(*member.date_time, tzinfo=UTC), archive)
    except ValueError:
        return archive


def _sweep() -> None:
    """Removes what an import left behind that was killed."""
    if os.name != "posix":
        return
    for left in Path(tempfile.gettempdir()).glob(f"{OURS}*"):
        owner = left.name.removeprefix(OURS).partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def as_sentences(name: str) -> Iterator[None]:
    """Turns what the operating system and the unpacker complain of into what a person can do."""
    try:
        yield
    except PermissionError as error:
        raise CannotImport(f"{name} may not be read.", "Give yourself the right to read it (chmod u+r).") from error
    except IsADirectoryError as error:
        raise CannotImport(f"{name} is a folder.", "Name the files in it.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise CannotImport(
            f"{name} is cut off or damaged: it cannot be unpacked to its end.", "Copy or export it again."
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise CannotImport(f"{name} is packed in a way that is not known here.", "Unpack it yourself.") from error
    except OSError as error:
        raise CannotImport(
            f"{name} cannot be read ({error.strerror or error}).", "Check the file and try again."
        ) from error
