"""What a trigger is: a condition on the CRM, a cadence, and the agent that is woken with what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import scheduler.triggers as folder
from domain.cadence import cadence
from domain.registry import roster


@dataclass(frozen=True)
class Trigger:
    """One line of the trigger list. `wants` says in words what happens when it finds something.

    Shape:  `cron` is in the company's zone, weekdays by name; after an outage `last` fires once for all that was
            missed, `each` once for every time that was.
    """

    wants: str
    cron: str
    condition: str
    agent: str = "pipeline"
    catch_up: Literal["last", "each"] = "last"
    looks_at_once: bool = False
    """Whether it fires when it is first known, so that what was there before is known as such from the first minute."""

    def __post_init__(self) -> None:
        # A line that cannot be kept is found when the product starts, not at the hour when it should have fired.
        cadence(self.cron)


@cache
def every_trigger() -> dict[str, Trigger]:
    """Every trigger by its name."""
    return roster(folder, Trigger)
