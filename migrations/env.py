"""Alembic's entry: runs revisions over the connection it is given, and looks only at our own tables."""

from __future__ import annotations

from alembic import context

import store.tables  # noqa: F401  (every table must be known before models are compared)
from migrations.env_filter import ours
from store.types import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=ours,
    render_as_batch=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
