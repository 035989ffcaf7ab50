"""How long an agent works in one go; what is left goes on in its next session, from where it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.errors import TryLater
from domain.value import Value


class SessionOver(TryLater):
    """The time of a session is over; what it did is kept."""

    def __init__(self, minutes: int, done: int, of: int) -> None:
        self.done, self.of = done, of
        super().__init__(
            f"The session of {minutes} minutes ended after {done} of {of} records; the rest goes on in the next one."
        )


class Session(Value):
    """One go of work."""

    began: datetime
    minutes: int

    def must_go_on(self, now: datetime, done: int, of: int) -> None:
        """Passes while there is time. Raises: SessionOver; never before anything was done."""
        if done and now - self.began >= timedelta(minutes=self.minutes):
            raise SessionOver(self.minutes, done, of)
