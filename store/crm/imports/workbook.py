"""Writes the sheets of an Excel workbook down as rows of text, each with its number, for the one reader to read."""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from store.crm.imports.errors import CannotImport
from store.crm.imports.vocabulary import SYMBOLS

MOST_UNPACKED = 2_000_000_000
MOST_TIMES = 200
SMALL = 100_000_000
MOST_WORDS_IN_MEMORY = 400_000_000
MOST_COLUMNS = 2_000
EXACT_DIGITS = 15
"""Excel keeps no more digits of a number."""
NO_RESULT = "#FORMULA WITHOUT RESULT"
FORMAT_CURRENCY = re.compile(r"\[\$([^\]-]*)")
CODE = re.compile(r"\b([A-Z]{3})\b")


@dataclass(frozen=True)
class Written:
    """One sheet, written down: its title, where, and what a person should know of it."""

    title: str
    path: Path
    notes: tuple[str, ...] = ()


def is_workbook(path: Path) -> bool:
    """Whether a zip is an Excel workbook."""
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def sheets(path: Path, name: str, into: Path) -> Iterator[Written]:
    """The sheets that hold anything, each written into a file of the folder `into`; CannotImport for a broken one."""
    _refuse_bombs(path, name)
    try:
        with warnings.catch_warnings():
            # The library warns of styles and extensions that it does not know; values are what counts here.
            warnings.simplefilter("ignore")
            yield from _sheets(path, name, into)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise CannotImport(
            f"{name} cannot be read as an Excel workbook ({type(error).__name__}).",
            "Open it in Excel, save each sheet as CSV (UTF-8) and import those.",
        ) from error
    except zipfile.BadZipFile as error:
        raise CannotImport(f"{name} is cut off or damaged.", "Copy or export it again.") from error


def _refuse_bombs(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
    if any(member.filename == "xl/workbook.bin" for member in members):
        raise CannotImport(f"{name} is a binary workbook (.xlsb).", "Save it as .xlsx or CSV and import that.")
    unpacked = sum(member.file_size for member in members)
    words = sum(member.file_size for member in members if member.filename == "xl/sharedStrings.xml")
    is_swollen = unpacked > SMALL and unpacked > path.stat().st_size * MOST_TIMES
    if unpacked > MOST_UNPACKED or words > MOST_WORDS_IN_MEMORY or is_swollen:
        raise CannotImport(f"{name} unpacks to {unpacked:,} bytes, as no export does.", "Export the records as CSV.")


def _sheets(path: Path, name: str, into: Path) -> Iterator[Written]:
    with _book(path, data_only=True) as book:
        pages = [page for page in book.worksheets if hasattr(page, "reset_dimensions")]
        formulas = _with_formulas(path)
        for number, page in enumerate(pages):
            page.reset_dimensions()
            target = into / f"sheet-{len(list(into.iterdir()))}.csv"
            rows = _values(page, path, number) if formulas else _plain_values(page)
            count, is_wide = _write(rows, target)
            if is_wide:
                raise CannotImport(f"{name}: {page.title} has more than {MOST_COLUMNS:,} columns.", "Export it as CSV.")
            if count:
                yield Written(page.title, target, tuple(_notes(path, f"{name}: {page.title}", page)))
            else:
                target.unlink()


@contextmanager
def _book(path: Path, data_only: bool) -> Iterator[Any]:
    """The open workbook. By its content: the library would refuse a file for its name."""
    with open(path, "rb") as file:
        book = load_workbook(file, read_only=True, data_only=data_only)
        try:
            yield book
        finally:
            book.close()


def _with_formulas(path: Path) -> bool:
    return any(b"<f>" in chunk or b"<f " in chunk for chunk in _chunks(path))


def _notes(path: Path, name: str, page: Any) -> Iterator[str]:
    if getattr(page, "sheet_state", "visible") != "visible":
        yield f'{name} is hidden in its workbook and was read all the same; a map can leave it out (kind = "skip").'
    merged = sum(chunk.count(b"<mergeCell ") for chunk in _chunks(path, getattr(page, "_worksheet_path", "")))
    if merged:
        yield f"{name} has {merged:,} merged cells; only the first cell of each holds its value."


def _chunks(path: Path, only: str = "") -> Iterator[bytes]:
    """The text of the sheets, piece by piece."""
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name) and only in ("", name):
                with packed.open(name) as text:
                    while chunk := text.read(1 << 20):
                        yield chunk


def _plain_values(page: Any) -> Iterator[list[str]]:
    for row in page.iter_rows():
        yield [_text(cell) for cell in row]


def _values(page: Any, path: Path, number: int) -> Iterator[list[str]]:
    """The values beside the formulas they come from, since a formula without a stored result looks like nothing."""
    with _book(path, data_only=False) as book:
        other = [page for page in book.worksheets if hasattr(page, "reset_dimensions")][number]
        other.reset_dimensions()
        for row, formulas in zip(page.iter_rows(), other.iter_rows(), strict=True):
            cells = [_text(cell) for cell in row]
            for place, cell in enumerate(formulas):
                if getattr(cell, "data_type", "") == "f" and not cells[place]:
                    cells[place] = NO_RESULT
            yield cells


def _write(rows: Iterator[list[str]], target: Path) -> tuple[int, bool]:
    """How many rows hold anything, and whether one is wider than any export."""
    count = 0
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, cells in enumerate(rows, 1):
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                return count, True
            if cells:
                count += 1
                writer.writerow((number, *cells))
    return count, False


def _text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _with_currency(_number(value), str(cell.number_format or ""))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value).strip()


def _number(value: float) -> str:
    """The number in plain digits, as many as Excel keeps; a larger one is marked, so that nobody takes it for exact."""
    if abs(value) >= 10**EXACT_DIGITS:
        return f"{value:E}"
    return format(Decimal(f"{value:.{EXACT_DIGITS}g}").normalize(), "f")


def _with_currency(number: str, cell_format: str) -> str:
    """The number with the currency that its cell shows."""
    shown = FORMAT_CURRENCY.findall(cell_format)
    for sign in (*shown, cell_format if any(symbol in cell_format for symbol in SYMBOLS) else ""):
        if code := CODE.search(sign):
            return f"{code[1]} {number}"
        for symbol in SYMBOLS:
            if symbol in sign:
                return f"{symbol}{number}"
    return number
