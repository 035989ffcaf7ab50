"""A question, and the bot killed at every point of it: one answer, stored once, audited once, however it died."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, make_url, select

from bot.demo_command import load
from bot.migrate import upgrade
from store import audit, inbox, jobs, runs
from store.crm import demo
from store.session import Database, open_database
from store.vault import Vault
from tests import postgres
from tests.crash.rig import rig
from tests.office import KEY, NOW, make_template

STALLED = "show stalled negotiation deals"
MOST_POINTS = 200
SAMPLE = (2, 6, 21, 27, 28, 31, 43)
"""Points tried on PostgreSQL in every run: inbox kept, job taken, plan stored, around the post, answer stored, end."""
PATIENCE_S = 90


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("crash") / "template.db"
    make_template(path, size=demo.LEAST_SIZE)
    return path


@pytest.mark.row("N1", "N5", "L3")
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("first", [1, 2], ids=["odd points", "even points"])
def test_a_question_killed_at_any_point_ends_in_exactly_one_answer(template, tmp_path, first):
    kill_at, survived = first, False
    while not survived:
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        folder = tmp_path / str(kill_at)
        survived = one_question_killed_at(
            kill_at, folder, f"sqlite:///{folder / 'home' / 'quartermaster.db'}", template
        )
        kill_at += 2
    assert kill_at > 40, "the flow has more points than that; they were not counted"


@pytest.fixture(scope="module")
def postgres_template():
    url = postgres.empty_database()
    upgrade(url)
    db = open_database(url, Vault([KEY]))
    load(db, demo.build(7, demo.LEAST_SIZE, NOW.date()), NOW - timedelta(hours=1))
    db.dispose()
    yield make_url(url).database
    postgres.drop_database(url)


@pytest.mark.row("N1", "N5")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kill_at", SAMPLE)
def test_the_same_holds_on_postgres_at_a_fixed_sample_of_points(postgres_template, tmp_path, kill_at):
    url = postgres.empty_database(postgres_template)
    try:
        one_question_killed_at(kill_at, tmp_path / "rig", url)
    finally:
        postgres.drop_database(url)


@pytest.mark.torture
@pytest.mark.timeout(3000)
def test_the_same_holds_on_postgres_at_every_point(postgres_template, tmp_path):
    kill_at, survived = 1, False
    while not survived:
        url = postgres.empty_database(postgres_template)
        survived = one_question_killed_at(kill_at, tmp_path / str(kill_at), url)
        postgres.drop_database(url)
        kill_at += 1


def one_question_killed_at(kill_at, folder, url, template=None):
    """Whether the bot came through alive; either way the outcome is looked at."""
    with rig(template, KEY, folder, "" if template else url) as made:
        bot = made.start_bot(kill_at)
        made.say(STALLED, timeout_s=0.2)
        assert wait_for(lambda: bot.poll() is not None or is_over(made, url), PATIENCE_S), log_of(folder)
        time.sleep(0.5)
        died = bot.poll() is not None
        where = made.points()[-1:] if died else []
        if died:
            made.start_bot()
        assert wait_for(lambda: is_over(made, url), PATIENCE_S), (where, log_of(folder))
        time.sleep(0.3)
        assert_one_outcome(made, url, where)
        return not died


def is_over(made, url):
    """Whether the answer is in view and its job has its outcome."""
    db = open_database(url, Vault([KEY]))
    done = states(db) == ["done"]
    db.dispose()
    return done and answered(made)


def answered(made):
    return any("Data as of" in str(message.get("blocks")) for message in made.messages())


def assert_one_outcome(made, url, where):
    said = made.messages()
    assert len(said) == 1, (where, [message["text"] for message in said])
    assert "stalled in Negotiation" in said[0]["text"], where
    db = open_database(url, Vault([KEY]))
    with db.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(runs.runs)).scalar() == 1, where
        assert connection.execute(select(func.count()).where(inbox.inbox.c.job_id.is_(None))).scalar() == 0, where
    answers = [entry for entry in audit.entries(db) if entry["action"] == "question:answered"]
    assert len(answers) == 1, where
    assert audit.verify(db)[1] == [], where
    db.dispose()


def states(db: Database) -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.execute(select(jobs.jobs.c.state).where(jobs.jobs.c.kind == "question")).scalars())


def log_of(folder):
    return (folder / "log").read_text()[-3000:]


def wait_for(claim, seconds):
    """Whether the claim came true in time; a service that is down meanwhile only means not yet."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if claim():
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False
