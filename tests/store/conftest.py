"""Databases at today's revision, copied from one that was upgraded once per process."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.migrate import upgrade
from store.session import Database, open_database
from store.vault import Vault
from tests import postgres

KEY = Vault.new_key()
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite file."""
    path = tmp_path_factory.mktemp("empty") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of an upgraded, empty PostgreSQL database."""
    url = postgres.empty_database()
    upgrade(url)
    yield urlsplit(url).path[1:]
    postgres.drop_database(url)


@pytest.fixture
def sqlite_db(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An upgraded SQLite database of its own."""
    shutil.copy(sqlite_template, tmp_path / "quartermaster.db")
    opened = open_database(f"sqlite:///{tmp_path / 'quartermaster.db'}", Vault([KEY]))
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_db(postgres_template: str) -> Iterator[Database]:
    """An upgraded PostgreSQL database of its own."""
    url = postgres.empty_database(postgres_template)
    opened = open_database(url, Vault([KEY]))
    yield opened
    opened.dispose()
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest) -> Database:
    """An upgraded database of its own: the test runs once on SQLite and once on PostgreSQL."""
    opened: Database = request.getfixturevalue(f"{request.param}_db")
    return opened
