"""What an import did, in numbers that add up and sentences a person can act on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.value import Value


class FileReport(Value):
    """What became of one file's rows: every row is in exactly one of the four numbers, or the file was left out."""

    name: str
    kind: str
    rows: int
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    left_out: str = ""
    unmapped: tuple[str, ...] = ()
    mistaken: tuple[str, ...] = ()
    """Why columns that are called like a field were not taken for it."""

    @property
    def adds_up(self) -> bool:
        """Whether no row was lost or counted twice."""
        return bool(self.left_out) or self.rows == self.imported + self.updated + self.unchanged + self.quarantined


class Defect(Value):
    """Something in the data that a person should know of: what, how often, of how many, and how it splits up."""

    id: str
    sentence: str
    count: int
    of: int | None = None
    split: tuple[tuple[str, int], ...] = ()
    examples: tuple[str, ...] = ()


class Total(Value):
    """One total that depends on an open question, stated without and with the rows that wait."""

    name: str
    deals: int
    amount: Decimal
    deals_with: int
    amount_with: Decimal
    currency: str


class OpenQuestion(Value):
    """A value that looks like a slip of a listed one, and the totals that hang on the answer."""

    kind: str
    said: str
    likely: str
    also_like: tuple[str, ...] = ()
    row_count: int
    split: tuple[tuple[str, int], ...] = ()
    """The deals among those records, by stage."""
    totals: tuple[Total, ...] = ()


class Practice(Value):
    """Which fields open deals of some stages really have, beside those that policy requires of them."""

    setting: str
    deals: int
    required: tuple[str, ...]
    never: tuple[str, ...]
    """Required fields that no deal has, so that every one would be asked for them."""
    usual: tuple[str, ...]
    """Fields that most deals have: what could be required without asking everybody."""
    filled: tuple[tuple[str, int], ...]


class BadRow(Value):
    """A row that was put aside."""

    file: str
    line: int
    reason: str


class Report(Value):
    """The whole import."""

    id: str
    dry_run: bool
    as_of: datetime
    as_of_why: str
    newest_day: date | None = None
    files: tuple[FileReport, ...] = ()
    made: dict[str, int] = {}
    """Records that no file lists but rows name, by kind in the plural."""
    removed_demo: int = 0
    quarantine: str = ""
    bad_rows: tuple[BadRow, ...] = ()
    """The first few; the quarantine file has all."""
    reasons: tuple[tuple[str, int], ...] = ()
    """Why rows were put aside, without what differs from row to row, the most frequent first."""
    defects: tuple[Defect, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    practice: tuple[Practice, ...] = ()
    notes: tuple[str, ...] = ()

    def rows(self, state: str) -> int:
        """Rows of all files that ended so: `imported`, `updated`, `unchanged` or `quarantined`."""
        return sum(int(getattr(file, state)) for file in self.files)
