"""Runs the missing revisions in one transaction; two processes that try at once run them once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from store.schema import is_postgres, owner_engine


def apply(url: str) -> None:
    """Brings the database to the newest revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    engine = owner_engine(url)
    try:
        with engine.begin() as connection:
            if is_postgres(engine):
                connection.execute(text("SELECT pg_advisory_xact_lock(7310000)"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
