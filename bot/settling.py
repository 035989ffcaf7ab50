"""What a start makes stays for as long as the process runs: told to the collector, so that no ack waits for it."""

from __future__ import annotations

import gc


def starting() -> None:
    """Begins a start: almost nothing of what is loaded now is garbage, and to look for some would take a while."""
    gc.disable()


def started() -> None:
    """Ends it: what is there now is kept, and never looked through again.

    A full collection stops everything for a tenth of a second, and would come in the middle of events.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
