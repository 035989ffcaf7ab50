"""A question, and the bot killed at every point of it: one answer, stored once, audited once, however it died."""

from __future__ import annotations

import shutil
import signal
import time
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, make_url, select

from bot.demo_command import load
from bot.migrate import upgrade
from store import audit, inbox, jobs, runs
from store.crm import demo
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.crash.rig import Nursery, rig
from tests.office import KEY, NOW, make_template

STALLED = "show stalled negotiation deals"
LEAST_POINTS, MOST_POINTS = 24, 200
SAMPLE = (2, 19, 31)
"""Points tried on PostgreSQL in every run: inbox kept, job taken, plan stored, before the post, answer stored, end."""
PATIENCE_S = 90


@pytest.fixture(scope="module")
def nursery():
    opened = Nursery()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def template(nursery, tmp_path_factory):
    folder = tmp_path_factory.mktemp("crash")
    make_template(folder / "company.db", size=demo.LEAST_SIZE)
    with rig(nursery, folder / "company.db", KEY, folder / "first") as made:
        once_started(made)
    return folder / "first" / "home" / "quartermaster.db"


@pytest.fixture(scope="module")
def postgres_template(nursery, tmp_path_factory):
    url = postgres.empty_database()
    upgrade(url)
    db = open_database(url, Vault([KEY]))
    load(db, demo.build(7, demo.LEAST_SIZE, NOW.date()), NOW - timedelta(hours=1))
    db.dispose()
    with rig(nursery, None, KEY, tmp_path_factory.mktemp("crash") / "first", url) as made:
        once_started(made)
    yield make_url(url).database
    postgres.drop_database(url)


def once_started(made):
    """The first start of all makes the engine's tables, which is not what is tried here."""
    made.start_bot().end(signal.SIGTERM)


every_fourth = pytest.mark.parametrize("first", [1, 2, 3, 4], ids=lambda first: f"every fourth from {first}")
"""Parts of the points, so that several processes can share them."""


@pytest.mark.row("N1", "N5", "L3")
@pytest.mark.timeout(600)
def test_a_whole_bot_killed_at_an_eighth_of_its_points_ends_in_exactly_one_answer(nursery, template, tmp_path):
    # Whole bots take seconds each; in every run, test_flows kills what is behind them at every point.
    for kill_at in count(6, 8):
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        if came_through(nursery, template, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > LEAST_POINTS, "the flow has more points than that; they were not counted"


@pytest.mark.torture
@pytest.mark.timeout(1500)
@every_fourth
def test_a_question_killed_at_any_point_ends_in_exactly_one_answer(nursery, template, tmp_path, first):
    for kill_at in count(first, 4):
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        if came_through(nursery, template, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > LEAST_POINTS, "the flow has more points than that; they were not counted"


@pytest.mark.row("N1", "N5")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kill_at", SAMPLE)
def test_the_same_holds_on_postgres_at_a_fixed_sample_of_points(nursery, postgres_template, tmp_path, kill_at):
    assert not came_through_on_postgres(nursery, postgres_template, tmp_path / "rig", kill_at), "it was not killed"


@pytest.mark.torture
@pytest.mark.timeout(3000)
@every_fourth
def test_the_same_holds_on_postgres_at_every_point(nursery, postgres_template, tmp_path, first):
    for kill_at in count(first, 4):
        assert kill_at < MOST_POINTS, "the flow never ended without a kill"
        if came_through_on_postgres(nursery, postgres_template, tmp_path / str(kill_at), kill_at):
            break
    assert kill_at > LEAST_POINTS, "the flow has more points than that; they were not counted"


def came_through_on_postgres(nursery, template, folder, kill_at):
    url = postgres.empty_database(template)
    try:
        with rig(nursery, None, KEY, folder, url) as made:
            return one_question_killed_at(made, url, kill_at)
    finally:
        postgres.drop_database(url)


def came_through(nursery, template, folder, kill_at):
    url = f"sqlite:///{folder / 'home' / 'quartermaster.db'}"
    with rig(nursery, template, KEY, folder) as made:
        survived = one_question_killed_at(made, url, kill_at)
    shutil.rmtree(folder)
    return survived


def one_question_killed_at(made, url, kill_at):
    """Whether the bot came through alive; either way the outcome is looked at."""
    bot = made.start_bot(kill_at)
    made.say(STALLED)
    assert wait_for(lambda: not bot.is_alive() or is_over(made, url)), made.log()
    survived = bot.is_alive() and not wait_for(lambda: not bot.is_alive(), 0.5)
    where = "" if survived else made.points()[-1]
    if not survived:
        made.start_bot()
    assert wait_for(lambda: is_over(made, url)), (where, made.log())
    # A second answer would come from what the engine takes up again, which it does at once.
    time.sleep(0.3)
    assert_one_outcome(made, url, where)
    return survived


def is_over(made, url):
    """Whether the answer is in view and its job has its outcome."""
    if not any("Data as of" in str(message.get("blocks")) for message in made.messages()):
        return False
    db = open_database(url, Vault([KEY]))
    with db.engine.connect() as connection:
        asked = select(jobs.jobs.c.state).where(jobs.jobs.c.kind == "question")
        states = list(connection.execute(asked).scalars())
    db.dispose()
    return states == ["done"]


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


def wait_for(claim, seconds=PATIENCE_S):
    """Whether the claim came true in time."""
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
