"""Which tables migrations look at: ours, and not the durable engine's, which stand beside them on SQLite."""

from __future__ import annotations

from typing import Any


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a table is ours; columns and indexes go with their table."""
    return kind != "table" or (name or "").startswith(("app_", "crm_"))
