"""Brings a database to this code's revision; Alembic is loaded only when the database is behind."""

from __future__ import annotations

from domain.errors import BadSetting
from migrations import HEAD
from store.schema import revision


def upgrade(url: str) -> bool:
    """Whether anything had to be done. BadSetting when the database was made by a newer release."""
    at = revision(url)
    if at == HEAD:
        return False
    if at > HEAD:
        raise BadSetting("the database", f"it was made by a newer release (revision {at}, this one knows {HEAD})")
    from migrations.apply import apply

    apply(url)
    return True
