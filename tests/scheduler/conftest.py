"""The scheduler's tests stand on the store's databases."""

from tests.store.conftest import db, postgres_db, postgres_template, sqlite_db, sqlite_template

__all__ = ["db", "postgres_db", "postgres_template", "sqlite_db", "sqlite_template"]
