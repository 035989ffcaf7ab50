"""Lanes keep order, run side by side, and nothing that goes wrong in one stops it."""

import threading

import pytest

from scheduler.lanes import Lanes
from tests.scheduler.until import until


@pytest.fixture
def lanes():
    made = Lanes(lambda: 4)
    yield made
    made.stop()


def test_one_lane_keeps_its_order_and_never_runs_two_at_once(lanes):
    done, running, most = [], [], []

    def task(n):
        running.append(n)
        most.append(len(running))
        done.append(n)
        running.remove(n)

    for n in range(200):
        lanes.submit("a", lambda n=n: task(n))
    until(lambda: len(done) == 200)
    assert done == list(range(200))
    assert max(most) == 1


def test_lanes_run_side_by_side(lanes):
    met = threading.Barrier(3, timeout=60)
    done = []
    for lane in "abc":
        lanes.submit(lane, lambda lane=lane: (met.wait(), done.append(lane))[1])
    until(lambda: len(done) == 3)


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(1)])
def test_a_task_that_raises_anything_at_all_does_not_stop_its_lane(lanes, error):
    done = []

    def fails():
        raise error

    lanes.submit("a", fails)
    lanes.submit("a", lambda: done.append("behind"))
    until(lambda: done == ["behind"])


def test_a_task_to_be_tried_again_keeps_its_place_before_those_behind_it(lanes):
    done, tries = [], []

    def stubborn():
        tries.append(1)
        if len(tries) < 4:
            return 0.01
        done.append("first")
        return None

    lanes.submit("a", stubborn)
    lanes.submit("a", lambda: done.append("second"))
    lanes.submit("b", lambda: done.append("elsewhere"))
    until(lambda: len(done) == 3)
    assert len(tries) == 4
    assert done.index("first") < done.index("second")


def test_a_resting_lane_holds_no_thread():
    lanes, done = Lanes(lambda: 1), []
    for n in range(20):
        lanes.submit(f"resting {n}", lambda: 60.0)
    lanes.submit("free", lambda: done.append("ran"))
    until(lambda: done == ["ran"])
    lanes.stop()


def test_stopping_lets_the_running_task_end_and_drops_the_rest():
    lanes, done = Lanes(lambda: 2), []
    began, may_end = threading.Event(), threading.Event()
    lanes.submit("a", lambda: (began.set(), may_end.wait(10), done.append(0))[2])
    for n in range(1, 50):
        lanes.submit("a", lambda n=n: done.append(n))
    assert began.wait(10)
    stopper = threading.Thread(target=lanes.stop)
    stopper.start()
    until(lambda: lanes._stopping)
    may_end.set()
    stopper.join(10)
    assert done == [0], "what waited is stored, and runs at the next start"
    lanes.submit("a", lambda: done.append("late"))
    lanes.submit("new", lambda: done.append("late"))
    assert done == [0]


def test_a_thousand_tasks_from_many_threads_all_run_once_each_lane_in_order(lanes):
    done = {lane: [] for lane in "abcdefgh"}

    def fill(lane):
        for n in range(125):
            lanes.submit(lane, lambda n=n: done[lane].append(n))

    threads = [threading.Thread(target=fill, args=(lane,)) for lane in done]
    for thread in threads:
        thread.start()
    until(lambda: sum(map(len, done.values())) == 1000)
    assert all(ran == list(range(125)) for ran in done.values())


@pytest.mark.row("S4-73", "L5", "L7")
def test_of_two_hundred_conversations_at_once_exactly_ten_are_worked_on():
    lanes, lock, active, most, done = Lanes(), threading.Lock(), [], [], []
    full = threading.Barrier(10, timeout=60)

    def work(n):
        with lock:
            active.append(n)
            most.append(len(active))
        if n < 10:
            full.wait()
        with lock:
            active.remove(n)
            done.append(n)

    threads = [threading.Thread(target=lanes.submit, args=(f"s:C{n}:t", lambda n=n: work(n))) for n in range(200)]
    for thread in threads[:10]:
        thread.start()
    until(lambda: len(most) == 10 or len(done) > 0)
    for thread in threads[10:]:
        thread.start()
    until(lambda: len(done) == 200)
    lanes.stop()
    assert max(most) == 10


@pytest.mark.row("S4-73", "L5")
def test_the_eleventh_is_told_its_place_once_and_a_crowded_room_does_not_keep_another_waiting():
    lanes, go, told, done = Lanes(lambda: 1), threading.Event(), [], []
    lanes.submit("s:busy:0", lambda: (go.wait(60), done.append("busy 0"))[1])
    for n in range(1, 6):
        lanes.submit(f"s:busy:{n}", lambda n=n: done.append(f"busy {n}"), lambda place, n=n: told.append((n, place)))
    lanes.submit("s:calm:0", lambda: done.append("calm"), lambda place: told.append(("calm", place)))
    assert lanes.tell_waiting(for_s=60) == 0
    assert lanes.tell_waiting(for_s=0) == 6
    assert lanes.tell_waiting(for_s=0) == 0
    assert dict(told)["calm"] == 2, "rooms take turns"
    go.set()
    until(lambda: len(done) == 7)
    lanes.stop()
    assert done.index("calm") <= 2
