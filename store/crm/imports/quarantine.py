"""The file that rows go to which cannot be used: file, line, reason and the row as it stood."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from store.crm.imports.errors import CannotImport

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet would take a cell that starts so for a formula; an apostrophe in front keeps it text."""


class Quarantine:
    """Rows put aside. The file appears whole when the import ends well, and not at all otherwise or in a dry run."""

    def __init__(self, path: Path, dry_run: bool) -> None:
        self.path, self.dry_run = path, dry_run
        self.kept: Path | None = None
        self._draft = path.with_suffix(".part")
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, file: str, line: int, reason: str, raw: str) -> None:
        """One more row; CannotImport where the file cannot be written."""
        if self.dry_run:
            return
        try:
            if self._writer is None:
                self._open()
            self._writer.writerow((file, line, reason, _as_text(raw.rstrip("\r\n"))))
        except OSError as error:
            raise self._cannot(error) from error

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self._draft, "w", encoding="utf-8", newline="", errors="surrogateescape")  # noqa: SIM115
        self._writer = csv.writer(self._file)
        self._writer.writerow(("file", "line", "reason", "row"))

    def _cannot(self, error: OSError) -> CannotImport:
        return CannotImport(
            f"Rows that cannot be used could not be written to {self.path} ({error.strerror}).",
            "Make room, or make that folder writable.",
        )

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        try:
            self._file.close()
            if kind is None:
                self._draft.replace(self.path)
                self.kept = self.path
        except OSError as problem:
            if kind is None:
                raise self._cannot(problem) from problem
        finally:
            self._draft.unlink(missing_ok=True)


def _as_text(raw: str) -> str:
    return f"'{raw}" if raw.startswith(FORMULA_STARTS) else raw
