"""Effects: once, whatever dies in between, and however many ask at the same moment."""

import threading

import pytest

from store import effects
from tests.store.conftest import AT


class Outside:
    """A service that remembers what was done to it, and may fail before or after."""

    def __init__(self):
        self.done, self.asked, self.moods = [], 0, []

    def do(self):
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "fails":
            raise ConnectionError("refused")
        self.done.append(f"id-{len(self.done) + 1}")
        if mood == "answer lost":
            raise ConnectionError("reset")
        return self.done[-1]

    def find(self):
        self.asked += 1
        return self.done[-1] if self.done else None


def once(db, outside, key="post:1"):
    return effects.once(db, key, outside.do, outside.find, lambda: AT)


@pytest.mark.row("N2")
def test_an_effect_happens_once_and_its_result_is_kept(db):
    outside = Outside()
    assert [once(db, outside) for _ in range(3)] == ["id-1"] * 3
    assert (outside.done, outside.asked) == (["id-1"], 0)
    assert effects.result_of(db, "post:1") == "id-1"
    assert once(db, outside, "post:2") == "id-2", "another key is another effect"


@pytest.mark.row("N2", "N5")
def test_an_answer_that_was_lost_is_looked_for_and_not_done_again(db):
    outside = Outside()
    outside.moods = ["answer lost"]
    with pytest.raises(ConnectionError):
        once(db, outside)
    assert effects.result_of(db, "post:1") is None
    assert once(db, outside) == "id-1"
    assert (outside.done, outside.asked) == (["id-1"], 1)


def test_a_refusal_leaves_the_intent_and_the_next_try_does_it(db):
    outside = Outside()
    outside.moods = ["fails", "fails"]
    for _ in range(2):
        with pytest.raises(ConnectionError):
            once(db, outside)
    assert effects.result_of(db, "post:1") is None
    assert once(db, outside) == "id-1"
    assert outside.asked == 2, "after an intent the outside is asked first"


def test_a_crash_before_the_outcome_was_written_ends_in_one_effect(db, monkeypatch):
    outside, real = Outside(), effects._write

    def dies(db, key, state, result, at):
        if state == "done":
            raise SystemExit
        real(db, key, state, result, at)

    monkeypatch.setattr(effects, "_write", dies)
    with pytest.raises(SystemExit):
        once(db, outside)
    monkeypatch.setattr(effects, "_write", real)
    assert once(db, outside) == "id-1"
    assert outside.done == ["id-1"]


def test_an_empty_result_is_a_result(db):
    calls = []
    for _ in range(2):
        assert effects.once(db, "form", lambda: calls.append(1) or "", lambda: None, lambda: AT) == ""
    assert calls == [1]


@pytest.mark.row("L3")
def test_twenty_who_ask_at_once_cause_it_once(db):
    outside, results = Outside(), []
    together = threading.Barrier(20)

    def one():
        together.wait()
        results.append(once(db, outside))

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outside.done == ["id-1"]
    assert results == ["id-1"] * 20


def test_an_effect_may_cause_another(db):
    inner = Outside()
    assert effects.once(db, "a", lambda: once(db, inner, "b"), lambda: None, lambda: AT) == "id-1"
