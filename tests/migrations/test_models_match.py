"""Migrations make exactly the tables that the code describes, on both databases, and an upgrade loses nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

import migrations
import store.tables  # noqa: F401
from bot.migrate import upgrade
from migrations.env_filter import ours
from store.types import metadata


def test_migrations_make_the_tables_that_the_code_describes(database_url):
    upgrade(database_url)
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_this_code_was_written_for():
    folder = migrations.__path__[0]
    assert ScriptDirectory(folder).get_current_head() == migrations.HEAD


def test_a_second_upgrade_has_nothing_to_do(database_url):
    assert upgrade(database_url) is True
    assert upgrade(database_url) is False
