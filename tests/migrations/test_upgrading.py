"""An upgrade keeps every row, happens once, whole or not at all, and never runs backwards."""

import contextlib
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, MetaData, create_engine, inspect, make_url, text

import migrations
import migrations.versions.r0001_first_tables as first
from bot.migrate import upgrade
from domain.errors import BadSetting
from store.schema import owner_engine, revision

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
"""What SQLAlchemy says of SQLite's indexes on lower(...), which it cannot read back."""
FOLDER = str(Path(migrations.__path__[0]))
REVISIONS = [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()]


def upgrade_to(url, number):
    config = Config()
    config.set_main_option("script_location", FOLDER)
    engine = owner_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, number)
    engine.dispose()


def plain_engine(url):
    parsed = make_url(url)
    return create_engine(parsed.set(drivername="postgresql+psycopg") if parsed.host or "postgres" in url else parsed)


def a_row(table):
    """Some value for every column of a table as the database describes it."""
    return {column.name: _value(column.type) for column in table.columns}


def _value(kind):
    for known, value in ((Boolean, True), (Integer, 7), (Float, 0.5), (Date, date(2026, 1, 2)), (LargeBinary, b"s")):
        if isinstance(kind, known):
            return value
    return "USD"


def everything(engine):
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(table.select())]
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


@pytest.mark.parametrize("number", REVISIONS)
def test_an_upgrade_from_any_revision_keeps_every_row(database_url, number):
    upgrade_to(database_url, number)
    engine = plain_engine(database_url)
    known = MetaData()
    known.reflect(engine)
    with engine.begin() as connection:
        for name, table in known.tables.items():
            if name != "alembic_version":
                connection.execute(table.insert().values(a_row(table)))
    before = everything(engine)
    assert before
    assert all(len(rows) == 1 for rows in before.values())
    upgrade(database_url)
    after = everything(engine)
    engine.dispose()
    for name, rows in before.items():
        assert [row[: len(rows[0])] for row in after[name]] == rows, name


def test_a_database_of_a_newer_release_is_refused_and_not_touched(database_url):
    upgrade(database_url)
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSetting, match="newer release"):
        upgrade(database_url)
    assert revision(database_url) == "9999"
    engine.dispose()


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(database_url, monkeypatch):
    def dies(_connection):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(first, "protect", dies)
        # Alembic loads the file anew; the refusals come last, so that everything before them is made and taken back.
        patch.setattr("store.protection.protect", dies)
        with pytest.raises(ZeroDivisionError):
            upgrade(database_url)
    engine = plain_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    assert upgrade(database_url) is True


def test_processes_that_upgrade_at_once_do_it_once(database_url):
    results, errors = [], []

    def one():
        try:
            results.append(upgrade(database_url))
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert True in results
    assert upgrade(database_url) is False


def test_a_revision_is_read_while_somebody_else_writes(tmp_path):
    url = f"sqlite:///{tmp_path / 'busy.db'}"
    upgrade(url)
    with contextlib.closing(sqlite3.connect(tmp_path / "busy.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert upgrade(url) is False


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not an address"),
        ("", "not an address"),
        ("mysql://host/db", "mysql"),
        ("postgresql://nobody:PLANTED@127.0.0.1:1/none", "does not answer"),
        ("postgresql://nobody@127.0.0.1:notaport/none", "not an address"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_in_a_sentence(url, says):
    with pytest.raises(BadSetting, match="QUARTERMASTER_DATABASE_URL") as refused:
        upgrade(url)
    assert says in str(refused.value)
    assert "PLANTED" not in str(refused.value)


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path):
    (tmp_path / "x.db").write_bytes(b"this is not a database, only some text that is long enough" * 50)
    with pytest.raises(BadSetting, match="not a database"):
        upgrade(f"sqlite:///{tmp_path / 'x.db'}")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="QUARTERMASTER_HOME"):
        upgrade(f"sqlite:///{tmp_path / 'file' / 'x.db'}")
