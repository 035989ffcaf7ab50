"""What stands in the way of a write beyond its own values: data a stage asks for, and reps who carry too much."""

from __future__ import annotations

from datetime import datetime

from domain.value import Value


class Incomplete(Value):
    """One deal that would move on without the data that its new stage requires; `missing` are field names."""

    record_id: str
    name: str
    stage_id: str
    stage: str
    missing: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why it stays where it is: “Cannot move to Proposal: Amount, Close date missing.”"""
        return f"Cannot move to {self.stage}: {', '.join(self.labels)} missing."


class Overfull(Value):
    """One rep whose open deals, with those coming, are more than one may carry."""

    owner_id: str
    name: str
    open_deals: int
    coming: int
    most: int
    until: datetime | None = None
    """Until when a manager's override holds; None when there is none."""

    @property
    def sentence(self) -> str:
        """Why nothing is added: “Priya Raman: 52/50 open deals.” and what to do."""
        return (
            f"{self.name}: {self.open_deals}/{self.most} open deals, so no more are added. "
            "Say “clean up” for the list to close or hand over, or a manager says “override capacity”."
        )


def is_overfull(open_deals: int, coming: int, most: int) -> bool:
    """Whether the last of what comes would go to somebody who has more than the most already."""
    return coming > 0 and open_deals + coming - 1 > most
