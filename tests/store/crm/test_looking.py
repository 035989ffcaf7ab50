"""What triggers find is what was planted, what the catalogue's words mean, and after that only what is new."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.demo_command import load
from bot.migrate import upgrade
from domain import thresholds
from domain.bound import bind
from domain.errors import BadSetting
from domain.nudging import DEAL_CONDITIONS, LABELS
from domain.query import Filter, QuerySpec
from domain.rights import ALL
from store import settings
from store.crm import concerns, demo, query
from store.crm.looking import look, saved_overrides, standing
from store.crm.tables import field_changes, opportunities
from store.crm.watching import Look, count, found
from store.session import open_database
from store.triggers import flags, register, triggers
from store.vault import Vault

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
POLICY = thresholds.defaults()
COMPANY = demo.build(7, 2_000, TODAY)
PLANTED = {
    "stale": "stalled",
    "quiet": "no_activity",
    "past_due": "past_due",
    "missing": "missing_required",
    "amount_change": "amount_changes",
    "over_capacity": "reps_over_capacity",
}
o = opportunities.c


@pytest.fixture(scope="module")
def read_only(shared_database_url):
    """The demo company in a database that tests only read."""
    upgrade(shared_database_url)
    opened = open_database(shared_database_url, Vault([Vault.new_key()]))
    load(opened, COMPANY, NOW - timedelta(hours=1))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A SQLite file with the company, to be copied."""
    path = tmp_path_factory.mktemp("looking") / "company.db"
    upgrade(f"sqlite:///{path}")
    opened = open_database(f"sqlite:///{path}", Vault([Vault.new_key()]))
    load(opened, COMPANY, NOW - timedelta(hours=1))
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return path


@pytest.fixture
def db(filled, tmp_path):
    """The company in a database of the test's own, with every trigger known."""
    shutil.copy(filled, tmp_path / "quartermaster.db")
    opened = open_database(f"sqlite:///{tmp_path / 'quartermaster.db'}", Vault([Vault.new_key()]))
    known(opened)
    yield opened
    opened.dispose()


def known(db):
    with db.begin() as session:
        for condition in LABELS:
            register(session, condition, wants="", cron="0 6 * * *", condition=condition, agent="pipeline", at=NOW)


def looks(db, condition, at=NOW, policy=POLICY):
    return look(db, condition, condition, policy, at, at.date())


def flagged(db, condition):
    with db.looking() as connection:
        return {row.record_id for row in standing(connection, (condition,))}


def ids(connection, condition, wanted):
    return {row.record_id for row in connection.execute(found(condition, wanted))}


@pytest.mark.row("S2-02", "S2-20", "S2-21", "S2-23", "S2-25", "S2-27")
@pytest.mark.parametrize("condition", PLANTED)
def test_every_condition_finds_exactly_what_was_planted(read_only, condition):
    with read_only.reading() as connection:
        assert count(connection, condition, Look(TODAY, NOW, POLICY)) == demo.counts(COMPANY)[PLANTED[condition]]


@pytest.mark.row("S2-26")
def test_the_patterns_of_changes_are_those_of_the_planted_rep_and_account(read_only):
    with read_only.reading() as connection:
        patterns = ids(connection, "change_pattern", Look(TODAY, NOW, POLICY))
    assert sorted(one.partition(":")[0] for one in patterns) == ["account", "rep"]


@pytest.mark.row("S2-20", "S2-21")
@pytest.mark.parametrize(
    ("condition", "filters"),
    [
        ("stale", (Filter(field="days_in_stage", op="gt", value="$stale_days"),)),
        ("quiet", (Filter(field="last_activity_days", op="gt", value="$activity_gap_days"),)),
        (
            "past_due",
            (Filter(field="status", op="eq", value="open"), Filter(field="close_date", op="lt", value="@today")),
        ),
    ],
)
def test_a_trigger_finds_what_a_person_finds_who_asks(read_only, condition, filters):
    bound = bind(QuerySpec(filters=filters, limit=1_000), now=NOW, today=TODAY, sight=ALL, settings=POLICY)
    with read_only.reading() as connection:
        asked = {row.id for row in query.pull(connection, bound).rows}
        assert ids(connection, condition, Look(TODAY, NOW, POLICY)) == asked
    assert asked


@pytest.mark.row("S2-23")
@pytest.mark.parametrize("own", [(), ("prospecting=amount,next_step",), ("proposal=",)])
def test_what_is_missing_or_past_due_is_what_a_person_is_told_is_missing(read_only, own):
    policy = POLICY | {"required_fields.stages": own}
    bound = bind(
        QuerySpec(filters=(Filter(field="missing_count", op="gt", value=0),), limit=1_000),
        now=NOW, today=TODAY, sight=ALL, settings=policy,
    )  # fmt: skip
    with read_only.reading() as connection:
        asked = {row.id for row in query.pull(connection, bound).rows}
        missing = ids(connection, "missing", Look(TODAY, NOW, policy))
        past_due = ids(connection, "past_due", Look(TODAY, NOW, policy))
    # In the first stage a close date is not required, so one that has passed is not missing there.
    assert missing <= asked <= missing | past_due


@pytest.mark.row("S2-02")
def test_a_first_look_flags_everything_as_having_been_there_before(db):
    for condition, planted in PLANTED.items():
        looked = looks(db, condition)
        assert (looked.found, looked.fresh) == (demo.counts(COMPANY)[planted],) * 2
        assert looked.is_first
    with db.looking() as connection:
        assert {row.is_baseline for row in standing(connection, tuple(LABELS))} == {True}


@pytest.mark.row("S2-02")
@pytest.mark.parametrize("days", [1, 3, 30])
@pytest.mark.parametrize("condition", DEAL_CONDITIONS)
def test_looking_at_what_is_new_comes_to_the_same_as_looking_at_everything(db, condition, days):
    looks(db, condition)
    later = NOW + timedelta(days=days)
    some_deals_change(db, later - timedelta(hours=2))
    looked = looks(db, condition, later)
    assert not looked.was_full
    with db.reading() as connection:
        assert flagged(db, condition) == ids(connection, condition, Look(later.date(), later, POLICY))


def some_deals_change(db, at):
    """Won, given a new stage day, a new close date, an emptied next step: each a few deals."""
    with db.begin() as session:
        open_ids = session.execute(select(o.id).where(o.is_open).order_by(o.id)).scalars().all()
        changes = (
            {"is_open": False, "status": "won", "stale_on": None, "quiet_on": None},
            {"stage_entered_on": at.date(), "stale_on": at.date() + timedelta(days=31)},
            {"last_activity_on": at.date(), "quiet_on": at.date() + timedelta(days=15)},
            {"close_date": at.date() + timedelta(days=40)},
            {"close_date": at.date() - timedelta(days=40)},
            {"next_step": ""},
            {"next_step": "Call them", "amount": 5, "account_id": "a"},
        )
        for n, change in enumerate(changes):
            session.execute(update(opportunities).where(o.id.in_(open_ids[n::9])).values(updated_at=at, **change))
        # A logged activity makes a deal due later and leaves the deal itself as it is.
        touched = {"last_activity_on": at.date(), "quiet_on": at.date() + timedelta(days=15)}
        session.execute(update(opportunities).where(o.id.in_(open_ids[7::9]), o.is_open).values(**touched))


@pytest.mark.row("S2-20")
def test_a_changed_threshold_looks_at_everything_again(db):
    looks(db, "stale")
    strict = looks(db, "stale", NOW + timedelta(hours=1), POLICY | {"pipeline.stale_days": 60})
    by_hand = sum(
        deal["is_open"] and (TODAY - deal["stage_entered_on"]).days > 60
        for book in COMPANY.books()
        for deal in book.get("opportunity", ())
    )
    assert strict.was_full
    assert strict.found == by_hand


@pytest.mark.row("S2-20")
def test_a_team_and_a_stage_may_have_thresholds_of_their_own(db):
    with db.begin() as session:
        settings.save(session, "pipeline.stale_days", 45, by="Dana", at=NOW, scope="stage:proposal")
        settings.save(session, "pipeline.stale_days", 200, by="Dana", at=NOW)
    assert [(one.of, one.id) for one in saved_overrides(db)] == [("stage_id", "proposal")]
    looks(db, "stale", policy=POLICY | {"pipeline.stale_days": 200})
    with db.looking() as connection:
        stages = set(connection.execute(select(o.stage_id).where(o.id.in_(flagged(db, "stale")))).scalars())
    assert stages == {"proposal"}


def test_a_look_that_is_made_twice_raises_nothing_twice(db):
    first = looks(db, "stale")
    again = look(db, "stale", "stale", POLICY, NOW, TODAY)
    assert (again.found, again.is_first) == (first.found, False)
    with db.looking() as connection:
        assert connection.execute(select(func.count()).select_from(flags)).scalar() == first.found


def test_a_condition_that_comes_back_is_flagged_anew(db):
    looks(db, "past_due")
    one = sorted(flagged(db, "past_due"))[0]
    for day, close in ((1, TODAY + timedelta(days=9)), (2, TODAY - timedelta(days=9))):
        at = NOW + timedelta(days=day)
        with db.begin() as session:
            session.execute(update(opportunities).where(o.id == one).values(close_date=close, updated_at=at))
        looks(db, "past_due", at)
        assert (one in flagged(db, "past_due")) is (day == 2)
    with db.looking() as connection:
        (row,) = [row for row in standing(connection, ("past_due",)) if row.record_id == one]
    assert (row.flagged_at, row.is_baseline) == (NOW + timedelta(days=2), False)


@pytest.mark.row("S2-25")
@pytest.mark.parametrize(
    ("old", "new", "is_large"),
    [("100", "120", False), ("100", "121", True), ("100", "79.99", True), ("100", "80", False), ("0", "5", False),
     ("12,000", "90000", False), (None, "90", False), ("", "90", False), ("-100", "-50", True), ("100", None, False)],
)  # fmt: skip
def test_a_change_is_large_above_the_threshold_and_garbage_is_no_change(db, old, new, is_large):
    with db.begin() as session:
        deal = session.execute(select(o.id).where(o.is_open).limit(1)).scalar()
        row = {
            "id": "fc",
            "opportunity_id": deal,
            "field": "amount",
            "old": old,
            "new": new,
            "at": NOW,
            "updated_at": NOW,
        }
        session.execute(insert(field_changes).values(**row))
    looks(db, "amount_change")
    assert ("fc" in flagged(db, "amount_change")) is is_large


def test_garbage_amounts_do_not_stop_the_trigger_on_postgres_either(read_only):
    if read_only.is_sqlite:
        pytest.skip("The test above looks at SQLite.")
    with read_only.engine.connect() as connection, connection.begin() as rolled_back:
        deal = connection.execute(select(o.id).limit(1)).scalar()
        before = count(connection, "amount_change", Look(TODAY, NOW, POLICY))
        for n, old in enumerate(("12,000", "", "1e5", "-", "1.2.3", None)):
            row = {"id": f"g{n}", "opportunity_id": deal, "field": "amount", "old": old, "new": "9", "at": NOW}
            connection.execute(insert(field_changes).values(updated_at=NOW, **row))
        assert count(connection, "amount_change", Look(TODAY, NOW, POLICY)) == before
        rolled_back.rollback()


def test_the_whole_look_works_on_postgres(read_only):
    known(read_only)
    assert looks(read_only, "stale").found == demo.counts(COMPANY)["stalled"]
    again = looks(read_only, "stale", NOW + timedelta(days=1))
    assert not again.was_full
    assert again.found >= demo.counts(COMPANY)["stalled"]
    assert looks(read_only, "change_pattern").found == 2
    assert looks(read_only, "over_capacity").found == 1


@pytest.mark.row("S2-22")
def test_the_worst_deals_of_each_rep_are_those_in_most_conditions_on_both_databases(read_only):
    known(read_only)
    for condition in DEAL_CONDITIONS:
        looks(read_only, condition)
    with read_only.looking() as connection:
        books = concerns.worst(connection, 2, NOW - timedelta(days=7), NOW, POLICY)
        everything = concerns.worst(connection, 1_000, NOW - timedelta(days=7), NOW, POLICY)
        counts = concerns.counts(connection, NOW - timedelta(days=1))
        up = [(row.record_id, row.condition) for row in standing(connection)]
    assert {rep: len(book.concerns) for rep, book in books.items()} == {
        rep: min(2, book.total) for rep, book in everything.items()
    }
    told = {
        (one.opportunity_id, why.condition) for book in everything.values() for one in book.concerns for why in one.whys
    }
    assert told == set(up)
    assert sum(owner[c][0] for owner in counts.values() for c in DEAL_CONDITIONS if c in owner) == len(up)
    for book in everything.values():
        assert [len(one.whys) for one in book.concerns] == sorted(
            (len(one.whys) for one in book.concerns), reverse=True
        )
        assert all(one.missing for one in book.concerns if any(why.condition == "missing" for why in one.whys))


def test_a_required_field_that_deals_do_not_have_is_refused(db):
    with pytest.raises(BadSetting, match="no field “colour”"):
        looks(db, "missing", policy=POLICY | {"required_fields.open": ("colour",)})


def test_a_change_from_the_future_does_not_hide_the_others(db):
    with db.begin() as session:
        deal = session.execute(select(o.id).where(o.is_open).limit(1)).scalar()
        session.execute(update(opportunities).where(o.id == deal).values(updated_at=NOW + timedelta(days=9_000)))
    looks(db, "past_due")
    with db.looking() as connection:
        assert connection.execute(select(triggers.c.data_until).where(triggers.c.name == "past_due")).scalar() == NOW


INDEX_OF = {
    "stale": ("ix_crm_open_stale_on", "ix_crm_opportunities_updated_at"),
    "quiet": ("ix_crm_open_quiet_on", "ix_crm_opportunities_updated_at"),
    "past_due": ("ix_crm_open_close_date", "ix_crm_opportunities_updated_at"),
    "missing": ("ix_crm_opportunities_updated_at",),
    "amount_change": ("ix_crm_field_changes_at",),
    "over_capacity": ("ix_crm_open_owner",),
}


@pytest.mark.parametrize("condition", INDEX_OF)
def test_what_is_new_is_sought_by_an_index(db, condition):
    wanted = Look(TODAY, NOW, POLICY, TODAY - timedelta(days=1), NOW - timedelta(hours=1))
    statement = str(found(condition, wanted).compile(db.engine, compile_kwargs={"literal_binds": True}))
    with db.looking() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))
    assert all(index in plan for index in INDEX_OF[condition]), plan
    assert "SCAN crm_opportunities USING INDEX" not in plan.replace("COVERING ", "") or condition == "over_capacity", (
        plan
    )
