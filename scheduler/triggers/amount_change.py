"""Amounts that changed by a lot."""

from __future__ import annotations

from scheduler.trigger import Trigger

amount_change = Trigger(
    wants="log an amount that changed by a lot",
    cron="20 * * * *",
    condition="amount_change",
    looks_at_once=True,
)
