"""Databases for tests at the door, as the store's own tests have them."""

from tests.store.conftest import db, postgres_db, postgres_template, sqlite_db, sqlite_template

__all__ = ["db", "postgres_db", "postgres_template", "sqlite_db", "sqlite_template"]
