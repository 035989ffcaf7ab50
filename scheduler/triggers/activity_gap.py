"""Deals nobody has touched for too long."""

from __future__ import annotations

from scheduler.trigger import Trigger

activity_gap = Trigger(
    wants="ask the rep about a deal that nobody has touched for too long",
    cron="5 6 * * *",
    condition="quiet",
    looks_at_once=True,
)
