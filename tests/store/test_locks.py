"""One agent per account: held, waited for, taken over when its time has run out, and fenced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from domain.actions import AccountBusy
from store import locks

LONG, OVER = timedelta(minutes=5), timedelta(seconds=-1)


@pytest.mark.row("S3-21")
def test_a_second_agent_waits_and_is_told_who_holds_the_account(db):
    with locks.held(db, (("A1", "Acme"),), "one", "Scheduling", LONG):
        with (
            pytest.raises(AccountBusy, match="Waiting: Scheduling holds Acme"),
            locks.held(db, (("A1", "Acme"),), "two", "Outreach", LONG),
        ):
            pass
        with locks.held(db, (("A2", "Other"),), "two", "Outreach", LONG) as fences:
            assert set(fences) == {"A2"}
    with locks.held(db, (("A1", "Acme"),), "two", "Outreach", LONG):
        pass


@pytest.mark.row("S3-21")
def test_a_lock_that_ran_out_is_taken_over_and_the_first_holder_is_fenced_off(db):
    first = locks.acquire(db, "A1", "one", "Scheduling", OVER)
    second = locks.acquire(db, "A1", "two", "Outreach", LONG)
    assert second > first
    with db.begin() as session:
        assert not locks.is_held(session, "A1", "one", first)
        assert locks.is_held(session, "A1", "two", second)
    locks.release(db, "A1", "one", first)
    assert locks.acquire(db, "A1", "three", "x", LONG) == "Outreach", "who lost a lock cannot let go of it"


def test_a_holder_that_comes_back_after_a_crash_holds_it_again(db):
    first = locks.acquire(db, "A1", "one", "Scheduling", LONG)
    assert locks.acquire(db, "A1", "one", "Scheduling", LONG) > first


@pytest.mark.row("S3-21")
def test_of_many_at_once_exactly_one_holds_the_account(db):
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda n: locks.acquire(db, "A1", f"h{n}", f"Agent {n}", LONG), range(40)))
    assert sum(isinstance(one, int) for one in got) == 1
