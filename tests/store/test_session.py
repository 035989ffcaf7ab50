"""Connections: the reader's is refused every write by the database itself; errors are sentences without parameters."""

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError

from domain.errors import StoreBusy
from store.protection import reader_is_refused
from store.session import open_database
from store.vault import Vault
from tests.store.conftest import KEY

WAITS = text("PRAGMA synchronous")
"""On SQLite: 1 commits without waiting for the disk, 2 waits."""
ACCOUNT = (
    "INSERT INTO crm_accounts (id, name, source, updated_at) VALUES ('A1', 'Acme', 'test', 0)",
    "UPDATE crm_accounts SET name = 'x'",
    "DELETE FROM crm_accounts",
    "UPDATE app_settings SET value = '0'",
    "CREATE TABLE mine (x INTEGER)",
    "CREATE INDEX mine ON crm_accounts (name)",
    "DROP TABLE crm_accounts",
    "ALTER TABLE crm_accounts ADD COLUMN mine INTEGER",
)
ON_SQLITE = (
    "INSERT INTO crm_accounts (id, name, source, updated_at) VALUES ('A1', 'x', 't', 0) RETURNING id",
    "WITH a AS (SELECT 'A1' AS i) INSERT INTO crm_accounts (id, name, source, updated_at) SELECT i, 'x', 't', 0 FROM a",
    "REPLACE INTO crm_accounts (id, name, source, updated_at) VALUES ('A1', 'x', 't', 0)",
    "ATTACH DATABASE 'file:{file}?mode=rwc' AS w",
    "ATTACH DATABASE '{folder}/new.db' AS w",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.db'",
    "PRAGMA user_version = 7",
    "CREATE TEMP TABLE mine (x INTEGER)",
    "REINDEX",
)
ON_POSTGRES = (
    "INSERT INTO crm_accounts (id, name, source, updated_at) VALUES ('A1', 'x', 't', 0) RETURNING id",
    "WITH gone AS (DELETE FROM crm_accounts RETURNING id) SELECT * FROM gone",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "COPY crm_accounts FROM PROGRAM 'true'",
    "COPY crm_accounts TO PROGRAM 'true'",
    "COPY crm_accounts TO '/tmp/out'",
    "SELECT nextval('app_settings_id_seq')",
    "SELECT * FROM crm_accounts FOR UPDATE",
    "TRUNCATE crm_accounts",
    "CREATE TEMP TABLE mine (x INTEGER)",
    "GRANT ALL ON crm_accounts TO PUBLIC",
    "CREATE FUNCTION mine() RETURNS void LANGUAGE sql AS ''",
    "ALTER ROLE quartermaster_reader SUPERUSER",
    "DO $$ BEGIN UPDATE crm_accounts SET name = 'x'; END $$",
    "SELECT 1; UPDATE crm_accounts SET name = 'x'",
)


@pytest.fixture
def with_account(request):
    """A database with one account, whichever the test runs on."""

    def make(db):
        with db.engine.begin() as connection:
            connection.exec_driver_sql(ACCOUNT[0])
        return db

    return make


def try_to_write(db, statement):
    file = make_url(db.url).database
    filled = statement.replace("{file}", file).replace("{folder}", str(Path(file).parent))
    with db.reader.connect() as connection:
        connection.exec_driver_sql(filled)
        connection.commit()


def accounts(db):
    with db.engine.connect() as connection:
        return connection.execute(text("SELECT id, name FROM crm_accounts")).all()


@pytest.mark.row("D3", "S0-09", "S4-30")
@pytest.mark.parametrize("statement", ACCOUNT)
def test_the_reader_is_refused_every_plain_write(db, with_account, statement):
    with_account(db)
    with pytest.raises(DBAPIError):
        try_to_write(db, statement)
    assert accounts(db) == [("A1", "Acme")]


@pytest.mark.row("D3")
@pytest.mark.parametrize("statement", ON_SQLITE)
def test_the_reader_on_sqlite_finds_no_way_around(sqlite_db, with_account, statement):
    with_account(sqlite_db)
    folder = Path(make_url(sqlite_db.url).database).parent
    files = set(os.listdir(folder))
    with pytest.raises(DBAPIError):
        try_to_write(sqlite_db, statement)
    assert accounts(sqlite_db) == [("A1", "Acme")]
    assert {name for name in set(os.listdir(folder)) - files if not name.endswith(("-wal", "-shm"))} == set()


@pytest.mark.row("D3")
def test_a_reader_that_switches_its_own_refusal_off_is_still_refused_by_the_file(sqlite_db, with_account):
    with_account(sqlite_db)
    with sqlite_db.reader.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        for statement in (*ACCOUNT, *ON_SQLITE[:3]):
            with pytest.raises(DBAPIError):
                connection.exec_driver_sql(statement)
    assert accounts(sqlite_db) == [("A1", "Acme")]


@pytest.mark.row("D3")
@pytest.mark.parametrize("statement", ON_POSTGRES)
def test_the_reader_on_postgresql_finds_no_way_around(postgres_db, with_account, statement):
    with_account(postgres_db)
    with pytest.raises(DBAPIError):
        try_to_write(postgres_db, statement)
    assert accounts(postgres_db) == [("A1", "Acme")]


@pytest.mark.row("D3")
def test_a_read_that_takes_too_long_is_ended_and_said_in_words(postgres_db, monkeypatch):
    monkeypatch.setattr("store.session.STATEMENT_TIMEOUT_MS", 100)
    hurried = open_database(postgres_db.url, Vault([KEY]))
    with pytest.raises(StoreBusy, match="took longer"), hurried.reading() as connection:
        connection.execute(text("SELECT pg_sleep(10)"))
    hurried.dispose()


@pytest.mark.row("D3")
def test_five_seconds_is_the_longest_read(postgres_db):
    with postgres_db.reading() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "5s"


@pytest.mark.row("S0-09")
def test_a_reader_that_could_write_is_noticed(sqlite_db):
    assert reader_is_refused(sqlite_db) is True
    wrong = type(sqlite_db)(sqlite_db.url, sqlite_db.engine, sqlite_db.engine, sqlite_db.vault)
    assert reader_is_refused(wrong) is False


def test_a_reader_sees_one_state_for_the_length_of_a_question(db, with_account):
    with db.snapshot() as snapshot:
        with snapshot.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM crm_accounts")).scalar() == 0
        with_account(db)
        with snapshot.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM crm_accounts")).scalar() == 0
    with db.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM crm_accounts")).scalar() == 1


def test_nothing_of_a_failed_transaction_is_kept(db):
    def fails():
        with db.begin() as session:
            session.execute(text(ACCOUNT[0]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert accounts(db) == []


@pytest.mark.row("D4")
def test_neither_password_nor_key_is_ever_shown_of_a_database():
    db = open_database("postgresql://app:PLANTED-PASSWORD@127.0.0.1:1/crm?sslpassword=PLANTED-TOO", Vault([KEY]))
    shown = f"{db!r} {db}"
    assert "PLANTED" not in shown
    assert KEY.decode() not in shown


@pytest.mark.row("D4", "S4-32")
def test_an_errors_text_does_not_repeat_what_was_bound(db):
    with pytest.raises(DBAPIError) as wrong, db.engine.connect() as connection:
        connection.execute(text("SELECT :said FROM no_such_table"), {"said": "PLANTED"})
    assert "PLANTED" not in str(wrong.value)


@pytest.mark.row("S4-32")
def test_the_app_role_of_postgresql_can_neither_change_tables_nor_roles(postgres_db):
    for statement in ("DROP TABLE crm_accounts", "CREATE TABLE mine (x INTEGER)", "CREATE ROLE mine"):
        with pytest.raises(DBAPIError), postgres_db.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_only_what_may_be_done_again_is_committed_without_waiting_for_the_disk(tmp_path):
    db = open_database(f"sqlite:///{tmp_path}/a.db", Vault([KEY]))
    with db.begin(waits=False) as session:
        assert session.execute(WAITS).scalar_one() == 1
    with db.begin() as session:
        assert session.execute(WAITS).scalar_one() == 2
    with db.begin(waits=False) as session:
        session.execute(WAITS)
    # The inbox writes at the driver's level, on whatever connection comes back from the pool.
    driver = db.engine.raw_connection()
    assert driver.cursor().execute("PRAGMA synchronous").fetchone() == (2,)
    driver.close()
    db.dispose()


@pytest.mark.parametrize("way", ["begin", "looking"])
def test_a_server_that_dies_in_the_middle_of_an_answer_is_away_by_whatever_name(postgres_db, way):
    def dies(cursor, *_):
        cursor.connection.close()
        # Without a code from the server, the driver calls its error no more than this.
        raise psycopg.DatabaseError("server closed the connection unexpectedly")

    event.listen(postgres_db.engine, "do_execute", dies)
    with pytest.raises(StoreBusy, match="does not answer"), getattr(postgres_db, way)() as line:
        line.execute(text("SELECT 1"))
    event.remove(postgres_db.engine, "do_execute", dies)
    with getattr(postgres_db, way)() as line:
        assert line.execute(text("SELECT 1")).scalar() == 1
