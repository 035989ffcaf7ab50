"""Loading the demo company: what SQL finds is what was built, and nobody's own records are touched."""

import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import NullPool, create_engine, func, insert, make_url, select, update

from domain import thresholds
from store.crm import demo
from store.crm.due import set_due_dates
from store.crm.tables import (
    RECORDS,
    account_tags,
    accounts,
    activities,
    field_changes,
    imports,
    leads,
    opportunities,
    people,
    quotas,
    stage_changes,
    stages,
)
from store.types import metadata
from tests import postgres

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
COMPANY = demo.build(7, 2_000, TODAY)
deal = opportunities.c


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def company_url(shared_database_url):
    """A loaded database; nobody stays connected to it, so that it can be copied."""
    engine = create_engine(shared_database_url, poolclass=NullPool)
    metadata.create_all(engine)
    with engine.connect() as connection:
        demo.load(connection, COMPANY, NOW)
    return make_url(shared_database_url)


@pytest.fixture
def loaded(company_url):
    """A connection for a test that only reads."""
    with create_engine(company_url, poolclass=NullPool).connect() as connection:
        yield connection


@pytest.fixture
def loaded_engine(company_url, tmp_path):
    """A loaded database of a test's own."""
    is_sqlite = company_url.get_backend_name() == "sqlite"
    if is_sqlite:
        shutil.copy(company_url.database, tmp_path / "demo.db")
    url = f"sqlite:///{tmp_path / 'demo.db'}" if is_sqlite else postgres.empty_database(company_url.database)
    engine = create_engine(url)
    yield engine
    engine.dispose()
    if not is_sqlite:
        postgres.drop_database(url)


def scalar(connection, query):
    return connection.execute(query).scalar_one()


def how_many(connection, *conditions):
    return scalar(connection, select(func.count()).select_from(opportunities).where(*conditions))


def test_what_was_built_is_read_back_value_for_value(loaded):
    rows = {}
    for book in COMPANY.books():
        for kind, found in book.items():
            rows.setdefault(kind, []).extend(found)
    for kind, table in (RECORDS | {"account_tag": account_tags}).items():
        key = tuple(column.name for column in table.primary_key)
        built = {tuple(row[name] for name in key): row for row in rows[kind]}
        read = {tuple(row[name] for name in key): dict(row) for row in loaded.execute(select(table)).mappings()}
        assert read == built, kind


def test_sql_over_the_loaded_tables_finds_the_planted_cases(loaded):
    quarter, end = date(2026, 10, 1), date(2026, 12, 31)
    in_stage = deal.stage_id
    lacking = deal.account_id.is_(None) | (
        (in_stage != "prospecting") & (deal.amount.is_(None) | deal.close_date.is_(None) | deal.next_step.is_(None))
    )
    found = {
        "opportunities": how_many(loaded),
        "open": how_many(loaded, deal.is_open),
        "stalled": how_many(loaded, deal.is_open, deal.stale_on <= TODAY),
        "stalled:negotiation": how_many(loaded, deal.is_open, in_stage == "negotiation", deal.stale_on <= TODAY),
        "no_activity": how_many(loaded, deal.is_open, deal.quiet_on <= TODAY),
        "stalled_and_no_activity": how_many(loaded, deal.is_open, deal.stale_on <= TODAY, deal.quiet_on <= TODAY),
        "missing_required": how_many(loaded, deal.is_open, lacking),
        "missing_required:proposal": how_many(loaded, deal.is_open, lacking, in_stage == "proposal"),
        "past_due": how_many(loaded, deal.is_open, deal.close_date < TODAY),
        "slipped": how_many(loaded, deal.is_open, deal.close_date.between(date(2026, 7, 1), date(2026, 9, 30))),
        "won_today": how_many(loaded, deal.status == "won", deal.close_date == TODAY),
        "won_yesterday": how_many(loaded, deal.status == "won", deal.close_date == TODAY - timedelta(days=1)),
        "over_one_million": how_many(loaded, deal.is_open, deal.amount > Decimal(1_000_000)),
        "large_idle_deals": how_many(
            loaded, deal.is_open, deal.amount > Decimal(500_000), deal.last_activity_on <= TODAY - timedelta(days=7)
        ),
        "no_next_step_this_quarter": how_many(
            loaded, deal.is_open, deal.next_step.is_(None), deal.close_date.between(quarter, end)
        ),
        "strategic_stalled": how_many(
            loaded,
            deal.is_open,
            deal.stale_on <= TODAY,
            deal.account_id.in_(select(account_tags.c.account_id).where(account_tags.c.tag == "Strategic")),
        ),
        "leads_waiting": scalar(
            loaded,
            select(func.count()).where(
                leads.c.status.in_(("New", "Working")), leads.c.created_on < TODAY - timedelta(days=90)
            ),
        ),
        "largest_open_count": scalar(
            loaded,
            select(func.count().label("many")).where(deal.is_open).group_by(deal.owner_id)
            .order_by(func.count().desc()).limit(1),
        ),
    }  # fmt: skip
    expected = demo.counts(COMPANY)
    assert found == {case: expected[case] for case in found}


def test_sql_finds_the_thin_team_and_the_rep_at_risk(loaded):
    first, last = date(2026, 10, 1), date(2026, 12, 31)
    won = (
        select(deal.owner_id, func.sum(deal.amount).label("won"))
        .where(deal.status == "won", deal.close_date.between(first, last))
        .group_by(deal.owner_id)
        .subquery()
    )
    rep_rows = loaded.execute(
        select(people.c.name, people.c.team_id, quotas.c.amount, won.c.won)
        .join(quotas, quotas.c.owner_id == people.c.id)
        .join(won, won.c.owner_id == people.c.id)
        .where(quotas.c.period_start == first)
    ).all()
    assert [row.name for row in rep_rows if row.won / row.amount < Decimal("0.5")] == ["Lukas Brandt"]
    pipeline = dict(
        loaded.execute(
            select(people.c.team_id, func.sum(deal.amount))
            .join(people, people.c.id == deal.owner_id)
            .where(deal.is_open, deal.close_date.between(first, last))
            .group_by(people.c.team_id)
        ).all()
    )
    left = {}
    for row in rep_rows:
        left[row.team_id] = left.get(row.team_id, 0) + row.amount - row.won
    ratios = {team: float(pipeline[team] / left[team]) for team in left}
    assert [team for team, ratio in ratios.items() if ratio < 3] == [COMPANY.teams[1].id]
    assert 2.2 < ratios[COMPANY.teams[1].id] < 2.7


def test_every_chance_to_be_stale_was_worked_out_as_due_dates_are(loaded_engine):
    with loaded_engine.begin() as connection:
        assert set_due_dates(connection, thresholds.defaults()) == 0


def test_it_is_as_fresh_as_the_moment_it_was_loaded(loaded):
    row = loaded.execute(select(imports)).mappings().one()
    assert (row["id"], row["source"], row["state"]) == ("demo:7", "Demo company", "finished")
    assert row["as_of"] == row["finished_at"] == NOW
    assert "2,000 opportunities" in row["report"]


def test_another_demo_company_takes_the_place_of_the_first(loaded_engine):
    smaller = demo.build(8, 1_500, TODAY)
    with loaded_engine.connect() as connection:
        demo.load(connection, smaller, NOW + timedelta(hours=1))
        assert how_many(connection) == 1_500
        assert connection.execute(select(imports.c.id)).scalars().all() == ["demo:8"]
        assert scalar(connection, select(func.count()).select_from(account_tags)) == 3
        orphans = (
            select(func.count())
            .select_from(stage_changes)
            .where(stage_changes.c.opportunity_id.not_in(select(deal.id)))
        )
        assert scalar(connection, orphans) == 0


def test_it_never_loads_over_somebodys_own_records(loaded_engine):
    with loaded_engine.begin() as connection:
        connection.execute(insert(accounts).values(id="mine", name="Mine", source="import", updated_at=NOW))
    with loaded_engine.connect() as connection, pytest.raises(demo.OtherRecordsHere) as refusal:
        demo.load(connection, demo.build(8, 1_500, TODAY), NOW)
    assert "1 of the kind account from import" in str(refusal.value)
    assert "Use an empty database" in str(refusal.value)
    with loaded_engine.connect() as connection:
        assert how_many(connection) == 2_000
        assert scalar(connection, select(func.count()).select_from(accounts)) == 206 + 1


def test_a_load_that_fails_half_way_leaves_the_earlier_company_whole(loaded_engine, monkeypatch):
    real = demo.loading.Writer.write

    def failing(self, rows):
        if self.table.name == "crm_opportunities":
            raise OSError("the disk is full")
        real(self, rows)

    monkeypatch.setattr(demo.loading.Writer, "write", failing)
    with loaded_engine.connect() as connection, pytest.raises(OSError, match="disk is full"):
        demo.load(connection, demo.build(8, 1_500, TODAY), NOW)
    with loaded_engine.connect() as connection:
        assert how_many(connection) == 2_000
        assert connection.execute(select(imports.c.id)).scalars().all() == ["demo:7"]


def test_inside_a_transaction_the_caller_decides(engine):
    with engine.connect() as connection:
        transaction = connection.begin()
        demo.load(connection, COMPANY, NOW)
        assert how_many(connection) == 2_000
        transaction.rollback()
    with engine.connect() as connection:
        assert how_many(connection) == 0


def test_it_can_be_taken_out_again(loaded_engine):
    with loaded_engine.begin() as connection:
        demo.remove(connection)
        for table in (*RECORDS.values(), account_tags, imports):
            assert scalar(connection, select(func.count()).select_from(table)) == 0


def test_a_planted_burst_is_found_in_the_loaded_rows(engine):
    with engine.connect() as connection:
        demo.load(connection, demo.plant_burst(COMPANY), NOW)
        latest = select(func.max(stage_changes.c.at)).scalar_subquery()
        since = scalar(connection, select(latest)) - timedelta(minutes=5)
        won = select(func.sum(deal.amount)).where(deal.status == "won", deal.updated_at >= since)
        assert scalar(connection, won) >= Decimal(10_000_000)
        jumps = select(func.count()).select_from(field_changes).where(field_changes.c.new == "2600000")
        assert scalar(connection, jumps) == 4


def test_all_records_say_that_they_are_the_demos(loaded):
    for table in RECORDS.values():
        assert loaded.execute(select(table.c.source).distinct()).scalars().all() == ["demo"]


def test_a_change_made_after_loading_does_not_stand_in_the_way_of_loading_again(loaded_engine):
    with loaded_engine.begin() as connection:
        connection.execute(update(opportunities).where(deal.stage_id == "negotiation").values(next_step="Call"))
        connection.execute(insert(activities).values(
            id="new", type="call", on_date=TODAY, source="demo", updated_at=NOW
        ))  # fmt: skip
    with loaded_engine.connect() as connection:
        demo.load(connection, COMPANY, NOW)
        assert scalar(connection, select(func.count()).where(activities.c.id == "new")) == 0
        assert scalar(connection, select(func.count()).select_from(stages)) == 6
