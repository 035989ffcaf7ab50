"""The scheduler's tests stand on the store's databases."""

from tests.store.conftest import sqlite_db, sqlite_template

__all__ = ["sqlite_db", "sqlite_template"]
