"""The scheduler's tests stand on the store's databases."""

from tests.store.conftest import postgres_db, postgres_template, sqlite_db, sqlite_template

__all__ = ["postgres_db", "postgres_template", "sqlite_db", "sqlite_template"]
