"""Deals that stay in one stage for too long."""

from __future__ import annotations

from scheduler.trigger import Trigger

stale_in_stage = Trigger(
    wants="ask the rep about a deal that stays in one stage for too long",
    cron="0 6 * * *",
    condition="stale",
    looks_at_once=True,
)
