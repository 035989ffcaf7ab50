"""Reps who carry more open deals than one can."""

from __future__ import annotations

from scheduler.trigger import Trigger

over_capacity = Trigger(
    wants="give the rep a list to clean up, and the manager a say, when a rep carries too many open deals",
    cron="30 6 * * *",
    condition="over_capacity",
    looks_at_once=True,
)
