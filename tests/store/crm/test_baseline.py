"""A first load of an old CRM alarms nobody: what it brings in was so before anybody watched; later loads are news."""

from datetime import timedelta

import pytest

from domain import thresholds
from store import settings
from store.crm.baseline import EVERY
from store.crm.looking import look, untold
from store.triggers import register
from tests.store.crm.exports import NOW, PEOPLE, bring_in, folder, fresh, one, rows

TODAY, POLICY = NOW.date(), thresholds.defaults()
HEADER = (
    "opportunity_id,sales_agent,account,deal_stage,created_date,close_date,amount,last_activity_date,stage_entered\n"
)
OLD = HEADER + "".join(
    f"D{n},Zane Levy,Acme,Proposal,2026-01-0{n},2026-03-01,{n}00,2026-01-0{n},2026-01-0{n}\n" for n in range(1, 7)
)
LOG = "deal_id,change_time,changed_field_key,old_value,new_value\n" + "".join(
    f"D{n},2026-11-1{n} 10:00:00,value,100,900\n" for n in range(1, 7)
)


def looks(db, condition, at=NOW):
    return look(db, condition, condition, POLICY, at, at.date())


@pytest.fixture
def watched(database_url):
    """A database that was watched while it was empty, so that everything new in it is news."""
    with fresh(database_url) as db:
        with db.begin() as session:
            for name in EVERY:
                register(session, name, wants=name, cron="0 8 * * *", condition=name, agent="pipeline", at=NOW)
        for name in EVERY:
            looks(db, name, NOW - timedelta(hours=2))
        yield db


@pytest.mark.row("S2-02")
def test_a_first_load_flags_what_is_due_as_known_and_the_next_look_is_at_what_is_new(watched, tmp_path):
    bring_in(watched, folder(tmp_path / "a", deals=OLD, people=PEOPLE, history=LOG))
    later = NOW + timedelta(hours=1)
    for name in ("stale", "quiet", "past_due", "amount_change"):
        seen = looks(watched, name, later)
        assert (seen.was_full, seen.fresh, seen.found) == (False, 0, 6), name
    assert looks(watched, "change_pattern", later).found == 2
    with watched.looking() as connection:
        assert [name for name in EVERY if untold(connection, name)] == []


def test_what_a_later_load_brings_is_news(watched, tmp_path):
    bring_in(watched, folder(tmp_path / "a", deals=OLD))
    later = NOW + timedelta(hours=1)
    more = OLD + "D9,Zane Levy,Acme,Proposal,2026-01-09,2026-03-01,900,2026-01-09,2026-01-09\n"
    bring_in(watched, folder(tmp_path / "b", deals=more), now=later, as_of=later)
    seen = looks(watched, "past_due", later + timedelta(hours=1))
    assert (seen.fresh, seen.found) == (1, 7)
    with watched.looking() as connection:
        assert untold(connection, "past_due") == {"D9"}


def test_a_history_that_comes_after_the_deals_alarms_nobody_either(watched, tmp_path):
    bring_in(watched, folder(tmp_path / "a", deals=OLD))
    later = NOW + timedelta(hours=1)
    bring_in(watched, folder(tmp_path / "b", history=LOG), now=later, as_of=later)
    assert looks(watched, "amount_change", later + timedelta(hours=1)).fresh == 0
    with watched.looking() as connection:
        assert not untold(connection, "change_pattern")


def test_flags_of_the_made_up_company_go_with_it(watched, tmp_path):
    from bot.demo_command import load
    from store.crm import demo

    load(watched, demo.build(7, 1_500, TODAY), NOW - timedelta(hours=1))
    looks(watched, "past_due")
    assert one(watched, "SELECT count(*) FROM app_flags WHERE cleared_at IS NULL") > 0
    bring_in(watched, folder(tmp_path / "a", deals=OLD))
    up = "SELECT record_id FROM app_flags WHERE cleared_at IS NULL AND condition = 'past_due' ORDER BY 1"
    assert [row[0] for row in rows(watched, up)] == [f"D{n}" for n in range(1, 7)]


def test_an_import_sets_the_due_days_that_hold_for_each_team(database_url, tmp_path):
    deals = HEADER + (
        "D1,Zane Levy,Acme,Proposal,2026-11-01,2026-12-01,1,2026-11-01,2026-11-01\n"
        "D2,Anna Snelling,Acme,Proposal,2026-11-01,2026-12-01,1,2026-11-01,2026-11-01\n"
    )
    with fresh(database_url) as db:
        with db.begin() as session:
            own = "team:Summer Sewald's team"
            settings.save(session, "pipeline.activity_gap_days", 3, by="a manager", at=NOW, scope=own)
        bring_in(db, folder(tmp_path / "a", deals=deals, people=PEOPLE))
        usual = settings.effective(db, "pipeline.activity_gap_days")
        due = dict(rows(db, "SELECT id, CAST(quiet_on AS TEXT) FROM crm_opportunities"))
    assert due == {"D1": "2026-11-05", "D2": f"{TODAY.replace(day=1) + timedelta(days=int(usual) + 1)}"}
