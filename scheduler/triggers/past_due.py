"""Deals whose close date has gone by."""

from __future__ import annotations

from scheduler.trigger import Trigger

past_due = Trigger(
    wants="ask the rep for a new close date when the old one has gone by",
    cron="10 6 * * *",
    condition="past_due",
    looks_at_once=True,
)
