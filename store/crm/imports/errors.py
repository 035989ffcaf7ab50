"""What stops an import before anything is changed."""

from __future__ import annotations

from domain.errors import Refused


class CannotImport(Refused):
    """Something about the files is wrong; says what, and what to do. Nothing was changed."""

    def __init__(self, what: str, do: str) -> None:
        self.what, self.do = what, do
        super().__init__(f"{what} {do} Nothing was imported.")


class BadCell(ValueError):
    """One value that cannot be used as it stands; its row is put aside with this reason."""
