"""Many rows at the driver's own speed: the same rows, the same indexes, and nothing half-done."""

import pytest
from sqlalchemy import func, inspect, select

from store.crm import bulk
from store.crm.imports import staging
from store.crm.tables import accounts, opportunities
from tests.store.crm.exports import DEALS, bring_in, folder, fresh, one
from tests.store.crm.small import NOW

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
"""What SQLAlchemy says of SQLite's indexes on lower(...), which it cannot read back."""
TABLES = [accounts, opportunities]


@pytest.fixture
def db(database_url):
    with fresh(database_url) as database:
        yield database


def indexes(connection):
    return {(table.name, index["name"]) for table in TABLES for index in inspect(connection).get_indexes(table.name)}


def an_account(number):
    return dict.fromkeys((c.name for c in accounts.c), None) | {
        "id": f"A{number}", "name": f"Account {number}", "source": "test", "updated_at": NOW,
    }  # fmt: skip


def test_rows_are_written_as_they_are_read(db):
    rows = [an_account(number) for number in range(12)]
    with bulk.connected(db) as connection, connection.begin():
        writer = bulk.Writer(connection, accounts)
        writer.write(writer.prepared(rows))
        writer.write(writer.prepared([]))
        found = connection.execute(select(accounts).order_by(accounts.c.id)).mappings()
        assert [dict(row) for row in found] == sorted(rows, key=lambda row: row["id"])


def test_indexes_that_are_made_last_are_the_same_as_before(db):
    with bulk.connected(db) as connection, connection.begin():
        before, told = indexes(connection), []
        with bulk.indexes_made_last(connection, TABLES, lambda what, _: told.append(what)):
            assert (indexes(connection) == before) is not db.is_sqlite
        assert indexes(connection) == before
        assert bool(told) is db.is_sqlite


def test_a_failure_on_the_way_leaves_the_rows_and_indexes_of_before(db):
    with bulk.connected(db) as connection:
        before = indexes(connection)
        connection.rollback()
        with pytest.raises(ZeroDivisionError):
            _fail_half_way(connection)
        assert indexes(connection) == before
        assert connection.execute(select(func.count()).select_from(accounts)).scalar_one() == 0


def _fail_half_way(connection):
    with connection.begin(), bulk.indexes_made_last(connection, TABLES):
        writer = bulk.Writer(connection, accounts)
        writer.write(writer.prepared([an_account(1)]))
        raise ZeroDivisionError


def test_a_first_import_of_many_rows_ends_like_one_of_few(db, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "MANY", 2)
    with db.looking() as connection:
        before = indexes(connection)
    report = bring_in(db, folder(tmp_path / "a", deals=DEALS))
    with db.looking() as connection:
        assert indexes(connection) == before
    assert report.rows("imported") == one(db, "SELECT count(*) FROM crm_opportunities") == 3
    assert bring_in(db, folder(tmp_path / "b", deals=DEALS)).rows("unchanged") == 3
