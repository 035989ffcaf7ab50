"""The budget: paid in advance at the worst, settled once, and never passed by any number of processes."""

import multiprocessing
import threading
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.models import NANO, Tokens
from store import spending
from store.session import open_database
from store.vault import Vault
from tests.store.conftest import AT, KEY

DAY = date(2026, 11, 20)
CAP = 500 * NANO


def reserve(db, id_, worst=NANO, cap=CAP, agent="interpreter", model="claude-haiku-5-5", day=DAY):
    return spending.reserve(db, id_, agent=agent, model=model, worst=worst, cap=cap, day=day, at=AT)


@pytest.mark.row("S1-40")
def test_the_cost_of_every_call_is_kept_by_agent_and_model_and_day(db):
    for id_, agent, model in (("a", "interpreter", "haiku"), ("b", "interpreter", "haiku"), ("c", "drafter", "sonnet")):
        assert reserve(db, id_, agent=agent, model=model)
    assert reserve(db, "yesterday", day=DAY - timedelta(days=1))
    spending.settle(db, "a", cost=160_000, used=Tokens(fresh=150, cached=2_500, out=200), ended="answered")
    spending.settle(db, "c", cost=5 * NANO, used=Tokens(fresh=10, out=20), ended="answered")
    dearest, other = spending.spent_on(db, DAY)
    assert (dearest.agent, dearest.model, dearest.calls, dearest.cost, dearest.open) == (
        "drafter", "sonnet", 1, 5 * NANO, 0,
    )  # fmt: skip
    assert (other.agent, other.calls, other.cost, other.open, other.cached) == (
        "interpreter", 2, 160_000, NANO, 2_500,
    )  # fmt: skip
    assert spending.committed(db, DAY) == 160_000 + NANO + 5 * NANO
    assert spending.spent_by_day(db, 5) == [("2026-11-20", 6 * NANO + 160_000), ("2026-11-19", NANO)]


@pytest.mark.row("S4-77")
def test_the_call_that_could_pass_the_cap_is_not_made_and_the_one_that_reaches_it_is(db):
    assert reserve(db, "a", worst=CAP - 1)
    assert not reserve(db, "b", worst=2)
    assert reserve(db, "c", worst=1)
    assert not reserve(db, "d", worst=1)
    assert spending.committed(db, DAY) == CAP
    assert reserve(db, "tomorrow", day=DAY + timedelta(days=1))


def test_a_call_is_settled_once_and_what_it_did_not_use_is_free_again(db):
    assert reserve(db, "a", worst=CAP)
    for _ in range(3):
        spending.settle(db, "a", cost=7, used=Tokens(), ended="answered")
    spending.settle(db, "unknown", cost=7, used=Tokens(), ended="answered")
    assert spending.committed(db, DAY) == 7
    assert reserve(db, "b", worst=CAP - 7)


def test_a_call_whose_process_died_stays_paid_for(db):
    assert reserve(db, "a", worst=CAP)
    assert not reserve(db, "b", worst=1)


def test_what_went_wrong_is_counted_by_its_word(db):
    for number, ended in enumerate(("too slow", "too slow", "answered", "garbled")):
        reserve(db, str(number))
        spending.settle(db, str(number), cost=0, used=Tokens(), ended=ended)
    assert spending.failures_on(db, DAY) == [("too slow", 2), ("garbled", 1)]


def test_a_count_of_tokens_that_no_column_holds_is_held_to_what_one_can(db):
    reserve(db, "a")
    spending.settle(db, "a", cost=1, used=Tokens(fresh=10**15, out=-4), ended="answered")
    line = spending.spent_on(db, DAY)[0]
    assert (line.fresh, line.out) == (spending.MOST_TOKENS, 0)


def test_a_person_is_told_once_a_day_and_each_person_by_themselves(db):
    assert spending.tell_once(db, "dana@x", "cap", DAY)
    assert not spending.tell_once(db, "dana@x", "cap", DAY)
    assert spending.tell_once(db, "dana@x", "too slow", DAY)
    assert spending.tell_once(db, "tom@x", "cap", DAY)
    assert spending.tell_once(db, "dana@x", "cap", DAY + timedelta(days=1))


STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "settle"]), st.integers(0, 9), st.integers(0, 60), st.integers(0, 60)),
    max_size=40,
)


@pytest.mark.row("S4-77")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cap=st.integers(0, 150), day=st.integers(0, 3_000_000))
def test_no_order_of_calls_passes_the_cap_and_the_sum_is_always_that_of_the_calls(sqlite_db, steps, cap, day):
    on = date(1900, 1, 1) + timedelta(days=day % 700_000)
    prefix = f"{on}-{day}-{len(steps)}-{hash(str(steps))}"
    before = spending.committed(sqlite_db, on)
    open_by_id, spent = {}, before
    for number, (what, who, worst, cost) in enumerate(steps):
        id_ = f"{prefix}-{who}-{number}"[-80:]
        if what == "reserve":
            fits = spent + worst <= cap
            assert reserve(sqlite_db, id_, worst=worst, cap=cap, day=on) is fits
            if fits:
                open_by_id[who] = (id_, worst)
                spent += worst
        elif who in open_by_id:
            known, worst = open_by_id.pop(who)
            # What a call really cost is never more than was reserved for it.
            spending.settle(sqlite_db, known, cost=min(cost, worst), used=Tokens(), ended="answered")
            spent += min(cost, worst) - worst
        assert spending.committed(sqlite_db, on) == spent
        assert spent <= max(cap, before)


def spend_in_a_process(url, number, worst, cap, go):
    """Four threads that spend as fast as they can, in a process of their own."""
    db = open_database(url, Vault([KEY]))
    go.wait(60)
    threads = [threading.Thread(target=spend, args=(db, f"{number}-{n}", worst, cap)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.dispose()


def spend(db, who, worst, cap):
    for call in range(12):
        id_ = f"{who}-{call}"
        if reserve(db, id_, worst=worst, cap=cap) and call % 3 == 0:
            spending.settle(db, id_, cost=worst // 2, used=Tokens(), ended="answered")


@pytest.mark.row("S4-77")
def test_processes_that_race_for_the_last_of_the_budget_never_pass_it(db):
    worst, cap = 10, 415
    context = multiprocessing.get_context("spawn")
    go = context.Event()
    racers = [context.Process(target=spend_in_a_process, args=(db.url, n, worst, cap, go)) for n in range(2)]
    for racer in racers:
        racer.start()
    go.set()
    for racer in racers:
        racer.join(100)
        assert racer.exitcode == 0
    lines = spending.spent_on(db, DAY)
    assert spending.committed(db, DAY) == sum(line.cost + line.open for line in lines)
    assert cap - worst < spending.committed(db, DAY) <= cap
