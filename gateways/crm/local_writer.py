"""The writer that ships: the mirror is the CRM, so record, history, outcome and audit are one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from gateways.crm.writing import Claim, Order
from store.crm import writing
from store.session import Database


@dataclass(frozen=True)
class LocalWriter:
    """Writes to the mirror."""

    db: Database

    def write(self, order: Order, claim: Claim) -> bool:
        """Whether this call wrote it; False when it was booked before. Raises: RecordChanged."""
        with self.db.begin() as session:
            # The outcome is booked first: its row is what a second writer of the same change waits for.
            if not claim(session):
                return False
            by = writing.Writing(order.key, order.by, order.at, order.today, order.policy, order.by_fields)
            writing.write(session, order.kind, order.target, by)
        return True
