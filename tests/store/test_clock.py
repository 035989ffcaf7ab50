"""Product time: real time plus an offset that every process reads."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.errors import StoreBusy
from store.clock import Clock, NoSuchTime
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


@pytest.mark.parametrize(
    "wanted",
    [
        {"to": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
        {"to": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
        {"by": timedelta(days=365 * 7_900)},
        {"by": timedelta(days=-365 * 100)},
        {"by": timedelta.max},
        {"by": timedelta.min},
    ],
)
def test_a_time_no_clock_can_show_is_refused_and_the_clock_goes_on(sqlite_db, wanted):
    clock = Clock(sqlite_db)
    with pytest.raises(NoSuchTime, match="from 1970-01-02 to 9000-01-01"):
        clock.move(**wanted)
    assert near(clock.now(), datetime.now(UTC))


def test_while_the_database_is_away_the_clock_goes_on_with_what_it_read_last(sqlite_db, monkeypatch):
    clock = Clock(sqlite_db, recheck=0)
    clock.move(to=AT)

    def busy():
        raise StoreBusy("another task is writing")

    monkeypatch.setattr(clock, "_read", busy)
    assert near(clock.now(), AT)
    unread = Clock(sqlite_db)
    monkeypatch.setattr(unread, "_read", busy)
    with pytest.raises(StoreBusy):
        unread.now()
