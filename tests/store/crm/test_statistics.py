"""Whoever loads records tells the planner how many there are, and it picks the index that narrows most."""

import pytest

from store.crm import bulk, demo
from store.crm.statistics import count_for_planner
from store.crm.tables import opportunities
from store.session import APP_ROLE
from tests.store.crm.exports import DEALS, bring_in, folder, fresh
from tests.store.crm.small import NOW, TODAY, deal


def known(connection):
    """What the planner knows of deals: nothing, or how many there are."""
    if connection.dialect.name == "sqlite":
        there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").first()
        told = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'crm_opportunities'"
        return (connection.exec_driver_sql(told).scalar() or 0) if there else 0
    return int(
        connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'crm_opportunities'").scalar()
    )


@pytest.fixture
def db(database_url):
    with fresh(database_url) as database:
        yield database


def test_the_planner_knows_how_many_deals_a_made_up_company_has(db):
    with db.engine.connect() as connection:
        loaded = demo.load(connection, demo.build(7, 2000, TODAY), NOW)
        assert known(connection) == loaded["opportunity"]


def test_the_planner_knows_how_many_deals_an_import_brought(db, tmp_path):
    report = bring_in(db, folder(tmp_path / "in", deals=DEALS))
    with db.engine.connect() as connection:
        assert known(connection) == report.rows("imported") > 0


def test_what_is_taken_back_was_never_told(sqlite_url):
    with fresh(sqlite_url) as db, db.engine.connect() as connection:
        before = known(connection)
        with connection.begin_nested() as whole:
            connection.execute(opportunities.insert(), [deal(number) for number in range(50)])
            count_for_planner(connection)
            assert known(connection) == 50
            whole.rollback()
        assert known(connection) == before


def test_the_apps_rights_are_the_same_afterwards(postgres_url):
    with fresh(postgres_url) as db, db.engine.begin() as connection:
        count_for_planner(connection)
        assert connection.exec_driver_sql("SELECT current_setting('role')").scalar_one() == APP_ROLE


OF_REP = """EXPLAIN QUERY PLAN
SELECT o.id FROM crm_opportunities o JOIN crm_stages s ON s.id = o.stage_id
WHERE o.is_open AND o.owner_id = ? AND o.stage_id = ? ORDER BY o.amount DESC"""


def test_a_reps_deals_in_one_stage_are_found_by_the_rep(sqlite_url):
    with fresh(sqlite_url) as db, db.engine.begin() as connection:
        # Indexes are made last, as a large load does it: their order is what an untold planner goes by.
        with bulk.indexes_made_last(connection, [opportunities]):
            deals = [deal(number, owner_id=f"P{number % 100}") for number in range(1000)]
            connection.execute(opportunities.insert(), deals)
        count_for_planner(connection)
        assert "(owner_id=?" in str(connection.exec_driver_sql(OF_REP, ("P1", "S2")).all())
