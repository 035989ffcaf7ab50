"""The real engine on SQLite, in processes that die: what ran is not run again, what did not is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from store.vault import Vault

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lives(sqlite_template, tmp_path_factory):
    """(what each life noted, every byte of the database it left)."""
    folder = tmp_path_factory.mktemp("engine")
    (folder / "quartermaster.db").write_bytes(sqlite_template.read_bytes())
    url, key, log = f"sqlite:///{folder / 'quartermaster.db'}", Vault.new_key().decode(), folder / "log"
    for phase in ("first", "second", "worker"):
        command = [sys.executable, "-m", "tests.scheduler.engine_at_work", phase, url, key, str(log)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
        assert ended.returncode == 137, ended.stderr[-3000:]
    noted = [json.loads(line) for line in log.read_text().splitlines()]
    return noted, b"".join(file.read_bytes() for file in folder.glob("quartermaster.db*"))


def of(lives, phase, *first_words):
    return [said[1 + len(first_words) :] for said in lives[0] if said[: 1 + len(first_words)] == [phase, *first_words]]


@pytest.mark.row("N1", "L3")
def test_an_attempt_runs_once_and_asking_again_gives_its_outcome(lives):
    assert of(lives, "first", "plain", "run") == [[True, 1], [True, 1]]
    assert of(lives, "first", "plain", "gave") == [["1", "2"]]


def test_a_job_that_asks_for_patience_has_no_outcome_yet_and_the_next_attempt_has(lives):
    assert of(lives, "first", "patient", "run") == [[False], [True, 2]]
    assert of(lives, "first", "patient", "ended") == [[]]


def test_a_steps_error_reaches_the_job_as_it_was_raised(lives):
    assert of(lives, "first", "fails", "caught") == [["SECRET-2"]]


def test_a_job_that_could_not_reach_any_outcome_is_tried_again(lives):
    assert of(lives, "first", "breaks", "run") == [[False], [True]]


@pytest.mark.row("N1", "N5")
def test_after_a_crash_finished_steps_keep_their_result_and_the_broken_one_runs_again(lives):
    assert of(lives, "second", "interrupted")[0] == [["crashes", "crashes after patience"]]
    assert of(lives, "second", "crashes", "awaited") == [[True]]
    ones = [said for said in lives[0] if said[1:] == ["crashes", "one"]]
    twos = [said for said in lives[0] if said[1:] == ["crashes", "two"]]
    assert [said[0] for said in ones] == ["first"]
    assert [said[0] for said in twos] == ["first", "second"]
    assert of(lives, "second", "interrupted")[1] == [[]]


@pytest.mark.row("N1")
def test_patience_asked_for_before_a_crash_is_still_patience_after_it(lives):
    assert of(lives, "second", "crashes after patience", "was asked for patience") == [[]]
    assert of(lives, "second", "crashes after patience", "awaited") == [[False]]
    steps = [said[0] for said in lives[0] if said[1:] == ["crashes after patience", "one"]]
    assert steps == ["first"], "its result was recorded"


def test_a_job_nobody_ran_has_no_attempts(lives):
    assert of(lives, "second", "never ran") == [[0, 0]]


@pytest.mark.row("N1")
def test_a_worker_job_that_asks_for_patience_comes_back_by_itself(lives):
    assert of(lives, "worker", "worked", "ended") == [[]]
    assert of(lives, "worker", "worked", "one") == [[], []]
    assert of(lives, "worker", "worked", "attempts") == [[2, "rolled back", 0]], "enqueued twice, it is one job"


@pytest.mark.row("S4-32", "D4")
def test_the_engine_writes_no_words_of_an_error_into_the_database(lives):
    assert b"crashes after patience" in lives[1], "these are the engine's own rows"
    assert b"SECRET-" not in lives[1]
