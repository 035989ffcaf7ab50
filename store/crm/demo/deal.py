"""A deal of the demo company while it is being worked out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from store.crm.demo.chance import rounded
from store.crm.demo.plan import CHANCE, Planted
from store.crm.demo.seats import Row, Seat


@dataclass
class Deal:
    """What is known of one deal; `size` is its amount before it is rounded as people round."""

    seat: Seat
    account: Row | None
    product: str
    stage: str
    status: str
    size: float
    created: date
    entered: date
    active: date
    close: date | None
    path: list[tuple[str, date]] = field(default_factory=list)
    category: str = ""
    next_step: str | None = None
    planted: Planted = CHANCE
    copies: Deal | None = None
    name: str = ""
    id: str = ""

    @property
    def amount(self) -> Decimal | None:
        """What it is worth as a person would have typed it; None where the amount is planted as missing."""
        return None if "amount" in self.planted.missing else Decimal(rounded(self.size))

    def win(self) -> None:
        """It was won."""
        self.status, self.stage = "won", "closed_won"

    def lose(self) -> None:
        """It was lost."""
        self.status, self.stage = "lost", "closed_lost"
