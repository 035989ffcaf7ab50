"""What the scorer looks at beside the numbers: plain counts and samples about the records that matched."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.value import Value


class Suspect(Value):
    """One record that a rule may question. `seen` is the value as text, `usual` what would be ordinary."""

    row_id: str
    label: str
    seen: str
    usual: str = ""


class Evidence(Value):
    """Plausibility of the matching records, by what each rule of `domain/scoring` needs; filled by set-based SQL.

    Shape:  `suspects` by check name; at most 50 kept per check, `counts` has the whole number.
    """

    total_rows: int = 0
    suspects: dict[str, tuple[Suspect, ...]] = {}
    counts: dict[str, int] = {}
    currencies: tuple[str, ...] = ()
    largest_amount: Decimal | None = None
    oldest: date | None = None
    newest: date | None = None
    data_as_of: datetime | None = None
    hidden_by_rights: int = 0
    """How many records match the question but lie outside what this person or channel may see."""
