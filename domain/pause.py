"""Why an agent stands still: paused by a person, by its own errors, or on trial after a person let it go on."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from domain.errors import TryLater
from domain.value import Value

State = Literal["running", "paused", "auto_paused", "probing"]
AGENTS = ("pipeline",)
"""Agents that write or send by themselves, and so can be paused."""
LEAST_ENDED, LEAST_FAILED = 20, 5
"""Fewer writes than the first say nothing about a rate, unless as many as the second of them failed."""


class AgentPaused(TryLater):
    """What the agent was to do waits until a person lets it go on."""

    def __init__(self, agent: str, why: str) -> None:
        self.agent = agent
        super().__init__(f"{why} What it was doing waits, and nothing is lost.")


class Pause(Value):
    """How an agent stands. `since` is when it came to stand so; writes before it no longer count against it.

    Shape:  `failed` of `ended` writes paused it; `probes` more have to go well before it is trusted again.
    """

    agent: str
    state: State = "running"
    failed: int = 0
    ended: int = 0
    probes: int = 0
    since: datetime
    until: datetime | None = None
    by: str = ""

    def is_on(self, now: datetime) -> bool:
        """Whether the agent must not act at this time."""
        if self.state == "paused":
            return self.until is None or now < self.until
        return self.state == "auto_paused"

    @property
    def sentence(self) -> str:
        """Why it stands still, and who can change that."""
        if self.state == "auto_paused":
            rate = 100 * self.failed / self.ended if self.ended else 100.0
            of = f"{self.failed:,} of its last {self.ended:,} changes failed"
            return f"The {self.agent} agent is auto-paused at {rate:.1f}% errors ({of}). A manager resumes it."
        until = f" until {self.until:%d %b %H:%M} UTC" if self.until else ""
        return f"The {self.agent} agent is paused by {self.by or 'a person'}{until}."


def is_too_many(failed: int, ended: int, limit_percent: float) -> bool:
    """Whether so many failures pause an agent: the limit itself does."""
    enough = ended >= LEAST_ENDED or failed >= LEAST_FAILED
    return enough and ended > 0 and 100 * failed / ended >= limit_percent
