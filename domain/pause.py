"""Why an agent stands still: paused by a person, by its own errors, or on trial after a person let it go on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from domain.errors import TryLater
from domain.value import Value

State = Literal["running", "paused", "auto_paused", "probing"]
AGENTS = ("pipeline",)
"""Agents that write or send by themselves, and so can be paused."""
ALL = "all"
LEAST_ENDED, LEAST_FAILED = 20, 5
"""Fewer writes than the first say nothing about a rate, unless as many as the second of them failed."""


class AgentPaused(TryLater):
    """What the agent was to do waits until a person lets it go on."""

    def __init__(self, agent: str, why: str) -> None:
        self.agent = agent
        super().__init__(f"{why} What it was doing waits, and nothing is lost.")


class Pause(Value):
    """How an agent stands. `since` is when it came to stand so; writes before it no longer count against it.

    Shape:  `failed` of `ended` writes paused it; `probes` more have to go well before it is trusted again. A pause may
            begin later (`since`) and end by itself (`until`); `by_id` is who is told that it did.
    """

    agent: str
    state: State = "running"
    failed: int = 0
    ended: int = 0
    probes: int = 0
    since: datetime
    until: datetime | None = None
    by: str = ""
    by_id: str = ""

    def is_on(self, now: datetime) -> bool:
        """Whether the agent must not act at this time."""
        return self.is_set(now) and (self.state == "auto_paused" or self.since <= now)

    def is_set(self, now: datetime) -> bool:
        """Whether it stands still, or will at a time that is set."""
        if self.state == "paused":
            return self.until is None or now < self.until
        return self.state == "auto_paused"

    def is_over(self, now: datetime) -> bool:
        """Whether a person's pause came to the end that was set for it."""
        return self.state == "paused" and not self.is_set(now)

    @property
    def sentence(self) -> str:
        """Why it stands still, and who can change that."""
        return self.said("UTC")

    def said(self, zone: str, now: datetime | None = None) -> str:
        """The same in somebody's zone; with `now`, a pause that is yet to begin says so."""
        if self.state == "auto_paused":
            rate = 100 * self.failed / self.ended if self.ended else 100.0
            of = f"{self.failed:,} of its last {self.ended:,} changes failed"
            return f"The {self.agent} agent is auto-paused at {rate:.1f}% errors ({of}). A manager resumes it."
        until = f" until {shown(self.until, zone)}; then it goes on by itself" if self.until else ""
        if now is not None and now < self.since:
            return f"The {self.agent} agent will be paused from {shown(self.since, zone)} on{until} ({self.by})."
        return f"The {self.agent} agent is paused by {self.by or 'a person'}{until}."


def shown(at: datetime, zone: str) -> str:
    """“Mon 23 Nov 08:00 EST”."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a %d %b %H:%M} {local.tzname()}"


def is_too_many(failed: int, ended: int, limit_percent: float) -> bool:
    """Whether so many failures pause an agent: the limit itself does."""
    enough = ended >= LEAST_ENDED or failed >= LEAST_FAILED
    return enough and ended > 0 and 100 * failed / ended >= limit_percent
