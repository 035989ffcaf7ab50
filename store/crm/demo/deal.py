"""A deal of the demo company while it is being worked out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from store.crm.demo.company import Row, Seat
from store.crm.demo.plan import CHANCE, Planted


@dataclass
class Deal:
    """A deal while it is being worked out."""

    seat: Seat
    account: Row | None
    product: str
    stage: str
    status: str
    amount: float
    created: date
    entered: date
    active: date
    close: date | None
    path: list[tuple[str, date]] = field(default_factory=list)
    category: str = ""
    next_step: str | None = None
    lost_reason: str | None = None
    planted: Planted = CHANCE
    has_amount: bool = True
    copies: Deal | None = None
    name: str = ""
    id: str = ""
