"""Questions over the CRM mirror: every bound QuerySpec as set-based SQL, and a second way to the same numbers."""

from __future__ import annotations

from store.crm.query.compile import ROWS_SHOWN, other_side
from store.crm.query.proof import checksum
from store.crm.query.pull import full_rows, loaded_at, pull
from store.crm.query.recount import recount

__all__ = ["ROWS_SHOWN", "checksum", "full_rows", "loaded_at", "other_side", "pull", "recount"]
