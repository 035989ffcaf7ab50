"""What a rep or a stage usually has is read once, and again as soon as the mirror is another."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from store.crm import tables
from store.crm.usual import usual_amounts
from store.session import Database, open_database
from store.types import metadata
from store.vault import Vault

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SINCE = NOW.date() - timedelta(days=730)
KNOWN = {"USD": (Decimal(1), Decimal(2), Decimal(3))}


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    made = open_database(database_url, Vault([Vault.new_key()]))
    metadata.create_all(made.engine)
    yield made
    made.dispose()


def recall(db: Database, since=SINCE):
    with db.reading() as connection:
        return usual_amounts(connection, since)


def test_what_was_worked_out_is_known_to_the_next_answer(db):
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(db) == {("owner_id", "P1"): KNOWN}


def test_another_day_starts_anew(db):
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(db, SINCE + timedelta(days=1)) == {}


def test_a_load_starts_anew(db):
    recall(db)["owner_id", "P1"] = KNOWN
    with db.begin() as session:
        loaded = {"id": "one", "source": "CSV", "state": "finished", "started_at": NOW, "as_of": NOW, "report": ""}
        session.execute(tables.imports.insert().values(**loaded))
    assert recall(db) == {}


def test_a_changed_deal_starts_anew(db):
    recall(db)["owner_id", "P1"] = KNOWN
    with db.begin() as session:
        deal = {"id": "006", "name": "Deal", "status": "open", "is_open": True, "currency": "USD", "updated_at": NOW}
        session.execute(tables.opportunities.insert().values(**deal))
    assert recall(db) == {}


def test_two_databases_are_never_mixed(db, tmp_path):
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}", Vault([Vault.new_key()]))
    metadata.create_all(other.engine)
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(other) == {}
    other.dispose()
