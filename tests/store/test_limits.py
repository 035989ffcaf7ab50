"""Limits are exact to the unit: on the border, in a race of many, across restarts and in a rolling window."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from domain.thresholds import default, whole
from gateways import limits as budgets
from store import limits
from store.session import open_database
from store.vault import Vault
from tests.store.conftest import AT, KEY

HOUR = timedelta(hours=1)


def take(db, key, at=AT, limit=3, units=1, name="changes"):
    with db.begin() as session:
        return limits.take(session, name, key, limit=limit, window=HOUR, at=at, units=units)


@pytest.mark.row("L7")
def test_the_last_unit_passes_and_the_next_waits_until_the_first_leaves_the_window(db):
    assert [take(db, f"k{n}", AT + timedelta(minutes=n)) for n in range(3)] == [None] * 3
    assert take(db, "k3", AT + timedelta(minutes=3)) == AT + HOUR
    assert take(db, "k3", AT + HOUR - timedelta(microseconds=1)) == AT + HOUR
    assert take(db, "k3", AT + HOUR) is None
    assert take(db, "k4", AT + HOUR) == AT + HOUR + timedelta(minutes=1)


def test_the_same_key_counts_once_and_what_was_released_is_free_again(db):
    assert [take(db, "same", limit=1) for _ in range(3)] == [None] * 3
    assert limits.used(db, "changes", window=HOUR, at=AT) == 1
    assert take(db, "other", limit=1) is not None
    with db.begin() as session:
        limits.release(session, "changes", "same")
    assert take(db, "other", limit=1) is None


def test_several_units_at_once_fit_whole_or_not_at_all(db):
    assert take(db, "two", units=2) is None
    assert take(db, "two more", units=2) == AT + HOUR
    assert take(db, "one", units=1) is None
    assert limits.used(db, "changes", window=HOUR, at=AT) == 3


def test_limits_do_not_share_their_units(db):
    assert take(db, "k", limit=1, name="a") is None
    assert take(db, "k", limit=1, name="b") is None


@pytest.mark.row("L7", "S4-69", "S4-74", "S4-75", "S4-76")
@pytest.mark.parametrize("limit", budgets.ALL, ids=lambda one: one.what)
def test_two_hundred_at_once_take_exactly_what_there_is(db, limit):
    most = whole(default(limit.setting))

    def one(number):
        with db.begin() as session:
            return limits.take(
                session, limit.setting, f"k{number}", limit=most, window=limit.window, at=AT + timedelta(0, 0, number)
            )

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(one, range(200)))
    assert taken.count(None) == most
    assert limits.used(db, limit.setting, window=limit.window, at=AT + timedelta(seconds=1)) == most


@pytest.mark.row("L7")
def test_a_restart_forgets_no_use(sqlite_db):
    assert [take(sqlite_db, f"k{n}") for n in range(3)] == [None] * 3
    url = sqlite_db.url
    sqlite_db.dispose()
    again = open_database(url, Vault([KEY]))
    assert take(again, "k3") == AT + HOUR
    again.dispose()


def test_the_shipped_limits_are_those_of_the_requirements():
    named = {one.setting.partition(".")[2]: whole(default(one.setting)) for one in budgets.ALL}
    assert named == {
        "crm_calls_per_minute": 100, "changes_per_hour": 50, "external_calls_per_hour": 100, "uploads_per_hour": 5,
    }  # fmt: skip
