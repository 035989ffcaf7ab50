"""Deals that moved on in the CRM itself without the data that their stage requires."""

from __future__ import annotations

from scheduler.trigger import Trigger

stage_gate = Trigger(
    wants="propose to put a deal back that moved on in the CRM without its required data, and tell its rep",
    cron="*/30 8-17 * * mon-fri",
    condition="stage_gate",
    looks_at_once=True,
)
