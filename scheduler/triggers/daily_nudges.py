"""Brings together what was found: one message per rep, and one digest per manager."""

from __future__ import annotations

from scheduler.trigger import Trigger

daily_nudges = Trigger(
    wants="bring what was found to people: one message per rep, approved by one digest per manager",
    cron="0 7 * * mon-fri",
    condition="nudges",
)
