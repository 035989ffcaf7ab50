"""A question, and the bot killed at every point of it: one answer, stored once, audited once, however it died."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from store import audit, inbox, jobs, runs
from store.session import Database, open_database
from store.vault import Vault
from tests.crash.rig import rig
from tests.office import KEY, make_template

STALLED = "show stalled negotiation deals"
MOST_POINTS = 200


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("crash") / "template.db"
    make_template(path, size=1500)
    return path


@pytest.mark.row("N1", "N5", "L3")
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("half", [0, 1], ids=["odd points", "even points"])
def test_a_question_killed_at_any_point_ends_in_exactly_one_answer(template, tmp_path, half):
    kill_at, survived = 1 + half, False
    while not survived:
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        survived = one_question_killed_at(kill_at, template, tmp_path / str(kill_at))
        kill_at += 2


def one_question_killed_at(kill_at, template, folder):
    """Whether the bot came through alive; either way the outcome is looked at."""
    with rig(template, KEY, folder) as made:
        bot = made.start_bot(kill_at)
        made.say(STALLED, timeout_s=0.2)
        assert wait_for(lambda: bot.poll() is not None or is_over(made, folder), 90), log_of(folder)
        time.sleep(0.5)
        died = bot.poll() is not None
        where = made.points()[-1:] if died else []
        if died:
            made.start_bot()
        assert wait_for(lambda: is_over(made, folder), 90), (where, log_of(folder))
        time.sleep(0.3)
        assert_one_outcome(made, folder, where)
        return not died


def is_over(made, folder):
    """Whether the answer is in view and its job has its outcome."""
    db = open_database(f"sqlite:///{folder / 'home' / 'quartermaster.db'}", Vault([KEY]))
    done = states(db) == ["done"]
    db.dispose()
    return done and answered(made)


def log_of(folder):
    return (folder / "log").read_text()[-3000:]


def answered(made):
    return any("Data as of" in str(message.get("blocks")) for message in made.messages())


def assert_one_outcome(made, folder, where):
    said = made.messages()
    assert len(said) == 1, (where, [message["text"] for message in said])
    assert "stalled in Negotiation" in said[0]["text"], where
    db = open_database(f"sqlite:///{folder / 'home' / 'quartermaster.db'}", Vault([KEY]))
    assert wait_for(lambda: states(db) == ["done"], 10), (where, states(db))
    with db.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(runs.runs)).scalar() == 1, where
        assert connection.execute(select(func.count()).where(inbox.inbox.c.job_id.is_(None))).scalar() == 0, where
    entries = [entry for entry in audit.entries(db) if entry["action"] == "question:answered"]
    assert len(entries) >= 1, where
    assert audit.verify(db)[1] == [], where
    db.dispose()


def states(db: Database) -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.execute(select(jobs.jobs.c.state).where(jobs.jobs.c.kind == "question")).scalars())


def wait_for(claim, seconds):
    """Whether the claim came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if claim():
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False
