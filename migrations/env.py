"""Alembic's entry: runs revisions over the connection it is given, and looks only at our own tables."""

from __future__ import annotations

from typing import Any

from alembic import context

import store.tables  # noqa: F401  (every table must be known before models are compared)
from store.types import metadata


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether Alembic may look at a table: the durable engine keeps its own beside ours on SQLite."""
    return kind != "table" or (name or "").startswith(("app_", "crm_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=ours,
    render_as_batch=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
