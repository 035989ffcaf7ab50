"""Product time: real time plus an offset that every process reads."""

from datetime import UTC, datetime, timedelta

import pytest

from store.clock import Clock
from tests.store.conftest import AT

NEAR = timedelta(seconds=30)


def near(one, other):
    return abs(one - other) < NEAR


def test_an_unmoved_clock_shows_real_time_in_utc(sqlite_db):
    now = Clock(sqlite_db).now()
    assert now.tzinfo is UTC
    assert near(now, datetime.now(UTC))


def test_a_clock_that_was_moved_is_moved_for_every_process_and_goes_on(db):
    mine, theirs = Clock(db), Clock(db, recheck=0)
    theirs.now()
    assert near(mine.move(to=AT), AT)
    assert near(theirs.now(), AT)
    assert mine.now() <= mine.now()
    mine.move(by=timedelta(days=-400))
    assert near(theirs.now(), AT - timedelta(days=400))
    mine.move(by=timedelta(hours=2))
    assert near(theirs.now(), AT - timedelta(days=400) + timedelta(hours=2))


def test_between_two_looks_the_offset_is_not_read_again(sqlite_db):
    lazy, mover = Clock(sqlite_db, recheck=1000), Clock(sqlite_db)
    lazy.now()
    mover.move(to=AT)
    assert near(lazy.now(), datetime.now(UTC))
    assert near(lazy.move(by=timedelta()), AT), "whoever moves it looks first"


@pytest.mark.parametrize("day", [datetime(1971, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)])
def test_far_away_times_can_be_shown(sqlite_db, day):
    assert near(Clock(sqlite_db).move(to=day), day)
