"""What a rep or a stage usually has is read once, and again as soon as the mirror is another."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.bound import bind
from domain.evidence import Evidence
from domain.query import Filter, QuerySpec
from domain.rights import ALL
from domain.thresholds import defaults
from store.crm import evidence as looking
from store.crm import tables
from store.crm.demo import build, load, plant_burst
from store.crm.query import pull
from store.crm.usual import known_on
from store.session import Database, open_database
from store.vault import Vault
from tests.tables import make_tables

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
KNOWN = {"USD": (Decimal(1), Decimal(2), Decimal(3))}


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    make_tables(database_url)
    made = open_database(database_url, Vault([Vault.new_key()]))
    yield made
    made.dispose()


def recall(db: Database, today=TODAY):
    with db.reading() as connection:
        return known_on(connection, today).usual


def test_what_was_worked_out_is_known_to_the_next_answer(db):
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(db) == {("owner_id", "P1"): KNOWN}


def test_another_day_starts_anew(db):
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(db, TODAY + timedelta(days=1)) == {}


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
    make_tables(f"sqlite:///{tmp_path / 'other.db'}")
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}", Vault([Vault.new_key()]))
    recall(db)["owner_id", "P1"] = KNOWN
    assert recall(other) == {}
    other.dispose()


OF = [
    QuerySpec(),
    QuerySpec(filters=(Filter(field="status", op="eq", value="won"),)),
    QuerySpec(filters=(Filter(field="status", op="eq", value="open"),)),
    QuerySpec(filters=(Filter(field="amount", op="gt", value=1_000_000),)),
    QuerySpec(filters=(Filter(field="region", op="eq", value="EMEA"),)),
]


def seen(db: Database, spec: QuerySpec) -> Evidence:
    with db.reading() as connection:
        bound = bind(spec, now=NOW, today=NOW.date(), sight=ALL, settings=defaults())
        return looking.evidence(connection, bound, pull(connection, bound))


@pytest.mark.parametrize("with_burst", [False, True], ids=["ordinary", "with a burst"])
def test_a_question_about_many_records_finds_what_looking_at_each_of_them_finds(db, monkeypatch, with_burst):
    company = build(1, 2000, NOW.date())
    first = company.rows("opportunity")
    twice = [next(first) for _ in range(3)]
    with db.engine.connect() as connection:
        load(connection, plant_burst(company) if with_burst else company, NOW)
    with db.begin() as session:
        session.execute(tables.opportunities.insert(), [deal | {"id": f"{deal['id']}x"} for deal in twice])
        session.execute(tables.opportunities.insert().values(twice[0] | {"id": "006N", "amount": Decimal(-5)}))
    singly = [seen(db, spec) for spec in OF]
    monkeypatch.setattr(looking, "ROWS_CITED_ONE_BY_ONE", 0)
    assert [seen(db, spec) for spec in OF] == singly
    assert singly[0].counts["duplicates"] >= 3
    assert ("burst_of_wins" in singly[1].counts) is with_burst
