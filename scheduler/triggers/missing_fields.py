"""Deals that lack what their stage requires."""

from __future__ import annotations

from scheduler.trigger import Trigger

missing_fields = Trigger(
    wants="ask the rep for the fields that a deal's stage requires",
    cron="15 * * * *",
    condition="missing",
    looks_at_once=True,
)
