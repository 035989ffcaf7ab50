"""Due dates are the day a deal falls due, whatever thresholds hold, and never another deal's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, insert, select

from domain import thresholds
from domain.errors import BadSetting
from store.crm.due import Override, set_due_dates
from store.crm.tables import opportunities, people
from store.types import metadata

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENTERED = date(2026, 1, 30)
POLICY = thresholds.defaults()


@pytest.fixture
def connection(database_url):
    engine = create_engine(database_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for name, team, territory in (("ana", "smb", "latam"), ("tom", "ent", "emea"), ("sue", "smb", "emea")):
            connection.execute(
                insert(people).values(id=name, name=name, team_id=team, territory_id=territory, updated_at=NOW)
            )
        yield connection
    engine.dispose()


def a_deal(connection, id_, owner="tom", **columns):
    usual = {"status": "open", "is_open": True, "stage_entered_on": ENTERED, "last_activity_on": ENTERED}
    row = {"id": id_, "name": id_, "owner_id": owner, "currency": "USD", "updated_at": NOW} | usual | columns
    connection.execute(insert(opportunities).values(**row))


def due(connection, id_):
    columns = opportunities.c
    return tuple(connection.execute(select(columns.stale_on, columns.quiet_on).where(columns.id == id_)).one())


def test_a_deal_falls_due_on_the_day_after_the_threshold_day(connection):
    a_deal(connection, "one")
    assert set_due_dates(connection, POLICY) == 1
    assert due(connection, "one") == (ENTERED + timedelta(days=31), ENTERED + timedelta(days=15))


def test_doing_it_again_changes_nothing(connection):
    a_deal(connection, "one")
    set_due_dates(connection, POLICY)
    assert set_due_dates(connection, POLICY) == 0


def test_a_new_threshold_moves_every_open_deal(connection):
    a_deal(connection, "one")
    a_deal(connection, "two", stage_entered_on=date(2026, 2, 28))
    set_due_dates(connection, POLICY)
    assert set_due_dates(connection, POLICY | {"pipeline.stale_days": 45}) == 2
    assert due(connection, "two") == (date(2026, 2, 28) + timedelta(days=46), ENTERED + timedelta(days=15))


def test_a_closed_deal_is_never_due(connection):
    a_deal(connection, "won", is_open=False, status="won", stale_on=ENTERED, quiet_on=ENTERED)
    assert set_due_dates(connection, POLICY) == 1
    assert due(connection, "won") == (None, None)


def test_a_deal_of_unknown_age_has_no_due_day(connection):
    a_deal(connection, "new", stage_entered_on=None, last_activity_on=None, stale_on=ENTERED)
    set_due_dates(connection, POLICY)
    assert due(connection, "new") == (None, None)


def test_a_deal_without_an_owner_goes_by_the_company(connection):
    a_deal(connection, "orphan", owner=None)
    set_due_dates(connection, POLICY, [Override("team_id", "smb", {"pipeline.stale_days": 7})])
    assert due(connection, "orphan") == (ENTERED + timedelta(days=31), ENTERED + timedelta(days=15))


def test_overrides_reach_only_their_own_and_the_last_one_holds(connection):
    for owner in ("ana", "tom", "sue"):
        a_deal(connection, owner, owner)
    overrides = [
        Override("team_id", "smb", {"pipeline.stale_days": 21}),
        Override("territory_id", "emea", {"pipeline.stale_days": 45}),
        Override("id", "tom", {"pipeline.activity_gap_days": 3}),
    ]
    set_due_dates(connection, POLICY, overrides)
    stale = {owner: due(connection, owner)[0] - ENTERED for owner in ("ana", "tom", "sue")}
    assert {owner: days.days for owner, days in stale.items()} == {"ana": 22, "tom": 46, "sue": 46}
    assert due(connection, "tom")[1] == ENTERED + timedelta(days=4)
    assert due(connection, "sue")[1] == ENTERED + timedelta(days=15)


def test_the_same_column_types_compare_after_it_has_run(connection):
    a_deal(connection, "one")
    set_due_dates(connection, POLICY)
    found = select(opportunities.c.id).where(opportunities.c.stale_on <= ENTERED + timedelta(days=31))
    assert connection.execute(found).scalars().all() == ["one"]


@pytest.mark.parametrize("nonsense", ["30", 0, -4, 2.5, True])
def test_a_threshold_that_is_no_number_of_days_is_refused(connection, nonsense):
    with pytest.raises(BadSetting, match="whole number of days"):
        set_due_dates(connection, POLICY | {"pipeline.stale_days": nonsense})
