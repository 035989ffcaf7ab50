"""Several large amount changes close together."""

from __future__ import annotations

from scheduler.trigger import Trigger

change_pattern = Trigger(
    wants="tell the manager when large amount changes of one rep or account come close together",
    cron="25 * * * *",
    condition="change_pattern",
    looks_at_once=True,
)
