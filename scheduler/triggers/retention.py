"""Deletes what has been kept for as long as the settings say."""

from __future__ import annotations

from scheduler.trigger import Trigger

retention = Trigger(
    wants="delete answers, messages, nudges and decisions that have been kept for as long as the settings say",
    cron="40 3 * * *",
    condition="retention",
    agent="quartermaster",
)
