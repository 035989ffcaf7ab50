"""Whether a message may go to a person now, later or never: opt-outs, pauses and their own quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.errors import Refused
from domain.pause import Pause
from domain.quiet import next_allowed
from domain.thresholds import SettingValue
from domain.value import Value


class OptedOut(Refused):
    """The person asked not to be written to."""

    def __init__(self, to: str, since: datetime) -> None:
        self.to, self.since = to, since
        super().__init__(f"Blocked: {to or 'this person'} opted out {since.day} {since:%b %Y}, so nothing was sent.")


class Passage(Value):
    """What the guard says to a message. `at` is when it may go: now, or a later time; None when it never may.

    Shape:  a message held by a pause without an end may be asked about again at `at`.
    """

    at: datetime | None
    why: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether the message may go at this time."""
        return self.at is not None and self.at <= now


def passage(
    now: datetime,
    zone: str,
    policy: Mapping[str, SettingValue],
    *,
    to: str = "",
    opted_out: datetime | None = None,
    pause: Pause | None = None,
    look_again: datetime | None = None,
    is_urgent: bool = False,
) -> Passage:
    """The strictest of what speaks against a message: an opt-out before a pause before the hour.

    Shape:  quiet hours do not hold an urgent message, which is for people who run this product.
    """
    if opted_out is not None:
        return Passage(at=None, why=str(OptedOut(to, opted_out)))
    begins = now
    if pause is not None and pause.is_on(now):
        begins = pause.until or look_again or now
    goes = begins if is_urgent else next_allowed(begins, zone, policy)
    if pause is not None and pause.is_on(now):
        return Passage(at=goes, why=pause.sentence)
    return Passage(at=goes, why="" if goes <= now else "It is outside of the hours in which people are written to.")
