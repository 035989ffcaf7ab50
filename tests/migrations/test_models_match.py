"""Migrations make exactly the tables that the code describes, on both databases, and an upgrade loses nothing."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

import migrations
import store.tables  # noqa: F401
from bot.migrate import upgrade
from migrations.env_filter import ours
from store.types import metadata

pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
]
"""SQLite's indexes on lower(...) cannot be read back, and so are not compared with the others but by themselves."""


def test_migrations_make_the_tables_that_the_code_describes(database_url):
    upgrade(database_url)
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def lowered(engine):
    with engine.connect() as connection:
        found = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%lower(%'"))
        return set(found.scalars())


def test_migrations_make_the_indexes_of_folded_names_that_the_code_describes(sqlite_url):
    upgrade(sqlite_url)
    migrated, described = create_engine(sqlite_url), create_engine("sqlite://")
    metadata.create_all(described)
    assert lowered(migrated) == lowered(described) != set()
    migrated.dispose()
    described.dispose()


def test_the_newest_revision_is_the_one_this_code_was_written_for():
    folder = migrations.__path__[0]
    assert ScriptDirectory(folder).get_current_head() == migrations.HEAD


def test_a_second_upgrade_has_nothing_to_do(database_url):
    assert upgrade(database_url) is True
    assert upgrade(database_url) is False
