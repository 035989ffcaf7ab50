"""Saved policy: versions over defaults, scopes over the company, and nothing that cannot be."""

import threading
from datetime import timedelta

import pytest

from domain.errors import BadSetting
from domain.thresholds import THRESHOLDS, defaults
from store import settings
from tests.store.conftest import AT

STALE, LATER = "pipeline.stale_days", AT + timedelta(days=1)


def save(db, name, value, at=AT, **more):
    with db.begin() as session:
        return settings.save(session, name, value, by="Dana", at=at, **more)


def test_without_a_saved_version_the_shipped_default_counts(sqlite_db):
    assert settings.effective(sqlite_db, STALE) == 30
    assert settings.all_effective(sqlite_db) == defaults()


def test_the_latest_version_counts_from_its_own_time_on(db):
    assert [save(db, STALE, 45), save(db, STALE, 60, at=LATER)] == [1, 2]
    assert settings.effective(db, STALE) == 60
    assert settings.effective(db, STALE, at=AT - timedelta(seconds=1)) == 30
    assert settings.effective(db, STALE, at=AT) == 45
    assert settings.all_effective(db, at=LATER)[STALE] == 60


def test_a_scope_lies_over_the_company_and_the_company_over_the_default(sqlite_db):
    save(sqlite_db, STALE, 45)
    save(sqlite_db, STALE, 14, scope="team:enterprise")
    assert settings.effective(sqlite_db, STALE, scope="team:enterprise") == 14
    assert settings.effective(sqlite_db, STALE, scope="team:other") == 45
    assert settings.effective(sqlite_db, STALE) == 45
    assert settings.all_effective(sqlite_db, scope="team:enterprise")[STALE] == 14
    assert settings.effective(sqlite_db, "pipeline.max_open_deals", scope="team:enterprise") == 50


def test_a_list_comes_back_as_the_list_it_was(sqlite_db):
    save(sqlite_db, "required_fields.open", ("account", "owner"))
    assert settings.effective(sqlite_db, "required_fields.open") == ("account", "owner")


def test_nothing_is_saved_when_the_callers_transaction_fails(db):
    def fails():
        with db.begin() as session:
            settings.save(session, STALE, 45, by="Dana", at=AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert settings.effective(db, STALE) == 30
    assert save(db, STALE, 46) == 1


def test_two_who_save_at_once_both_get_a_version_of_their_own(db):
    versions = []
    threads = [threading.Thread(target=lambda n=n: versions.append(save(db, STALE, 40 + n))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(versions) == list(range(1, 9))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no.such", 1),
        (STALE, 0),
        (STALE, -5),
        (STALE, 3651),
        (STALE, "30"),
        (STALE, True),
        (STALE, 30.5),
        (STALE, float("nan")),
        ("forecasting.coverage_ratio", float("inf")),
        ("report.impossible_amount", float("inf")),
        ("company.fiscal_start_month", 13),
        ("company.fiscal_start_month", 2.5),
        ("company.timezone", "Mars/Olympus"),
        ("company.timezone", ""),
        ("company.timezone", "../../etc/passwd"),
        ("company.timezone", 1),
        ("company.currency", "dollars"),
        ("company.currency", "usd"),
        ("rights.manager_sees", "everything"),
        ("rights.rep_sees", "nothing"),
        ("required_fields.open", "amount"),
        ("required_fields.open", 5),
        ("required_fields.open", (1, 2)),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_can(sqlite_db, name, value):
    with pytest.raises(BadSetting) as refused:
        save(sqlite_db, name, value)
    assert name in str(refused.value)
    assert settings.all_effective(sqlite_db) == defaults()


@pytest.mark.parametrize("value", [1, 3650])
def test_the_borders_themselves_are_allowed(sqlite_db, value):
    save(sqlite_db, STALE, value)
    assert settings.effective(sqlite_db, STALE) == value


def test_every_shipped_default_could_be_saved_again(sqlite_db):
    for name, threshold in THRESHOLDS.items():
        assert settings.checked(name, threshold.default) == threshold.default


def test_a_setting_nobody_knows_is_not_read_either(sqlite_db):
    with pytest.raises(BadSetting, match="no setting has this name"):
        settings.effective(sqlite_db, "no.such")
