"""The CRM that ships keeps both doors apart, reads in one snapshot, and cannot write."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.query import Filter, QuerySpec
from gateways.crm import Counter, Freshness, Puller, Readers
from gateways.crm.local import LocalReaders
from store.crm import tables
from store.session import open_database
from store.vault import Vault
from tests.store.crm.small import DEALS, bound, company

OPEN = bound(QuerySpec(filters=(Filter(field="status", op="eq", value="open"),)))


@pytest.fixture
def db(database_url):
    with company(database_url):
        pass
    database = open_database(database_url, Vault([Vault.new_key()]))
    yield database
    database.dispose()


def doors(readers: Readers) -> tuple[Puller, Counter]:
    return readers.puller, readers.counter


def test_both_doors_answer_one_question_alike(db):
    puller, counter = doors(LocalReaders(db))
    pulled = puller.pull(OPEN)
    counted = counter.recount(OPEN, pulled.facts)
    assert pulled.total_rows == counted.total_rows == 5
    assert counted.values == {fact.id: fact.value for fact in pulled.facts}
    assert counted.statement not in pulled.statement


def test_the_counters_door_cannot_pull_and_the_pullers_cannot_recount(db):
    puller, counter = doors(LocalReaders(db))
    assert not hasattr(counter, "pull")
    assert not hasattr(puller, "recount")


def test_the_whole_table_is_read_row_by_row(db):
    assert len(list(LocalReaders(db).puller.full_rows(bound(QuerySpec())))) == len(DEALS)


def test_evidence_is_of_the_same_records(db):
    puller = LocalReaders(db).puller
    assert puller.evidence(OPEN, puller.pull(OPEN)).total_rows == 5


@pytest.mark.row("S0-25")
def test_freshness_is_the_last_finished_import(db):
    readers = LocalReaders(db, "Acme CRM")
    assert readers.freshness() == Freshness(source="Acme CRM", as_of=datetime(2026, 11, 20, 9, tzinfo=UTC))
    with db.engine.begin() as connection:
        connection.execute(tables.imports.delete())
    assert readers.freshness().as_of is None


@pytest.mark.row("S0-09")
def test_the_readers_connection_refuses_to_write(db):
    with pytest.raises(DBAPIError), db.reader.connect() as connection:
        connection.execute(text("DELETE FROM crm_opportunities"))
