"""Every flow, and the process killed at every point of it: what is left is what a life without a death leaves."""

import gc
from itertools import count

import pytest
from sqlalchemy import make_url

import handlers.work
from bot.demo_command import load
from bot.migrate import upgrade
from store.crm import demo
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.crash.flows import FLOWS
from tests.crash.lives import killed_at, set_up
from tests.office import KEY, NOW, make_template

IN_EVERY_RUN, SAMPLED = 8, 4
"""Points of each flow that are tried in every run, evenly spread over its length: on SQLite, and on PostgreSQL. Every
single point is the torture's."""


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    """(template, company)."""
    path = tmp_path_factory.mktemp("flows") / "template.db"
    return path, make_template(path, demo.LEAST_SIZE)


@pytest.fixture(scope="module")
def on_postgres():
    """(name of the template, company)."""
    url = postgres.empty_database()
    upgrade(url)
    db = open_database(url, Vault([KEY]))
    company = demo.build(7, demo.LEAST_SIZE, NOW.date())
    load(db, company, NOW)
    db.dispose()
    yield make_url(url).database, company
    postgres.drop_database(url)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    # A flow may break what it needs broken; and nothing of an earlier test is collected in the middle of a child.
    monkeypatch.setattr(handlers.work, "ask", handlers.work.ask)
    gc.collect()


def tried(name, stage, folder, points):
    """How many points were tried; at each, what is left is looked at."""
    died = 0
    for kill_at in points:
        left = killed_at(stage, folder / str(kill_at), kill_at)
        if left is None:
            break
        died += 1
        differs = {what: (left[what], stage.ends[what]) for what in left if left[what] != stage.ends[what]}
        if differs and stage.flow.mails:
            differs = but_for_an_unknown_mail(left, stage.ends, differs)
        assert differs == {}, f"{name}, killed at point {kill_at} of {stage.points}"
    return died


def but_for_an_unknown_mail(left, ends, differs):
    """What differs beside a mail of which nobody knows whether it was sent: it waits for a person, and is sent once."""
    items = left["app_review_items"] - ends["app_review_items"]
    kinds = {kind for kind, *_ in items}
    if not {"unknown_mail"} <= kinds <= {"unknown_mail", "failed_job"} or left["mails"] - ends["mails"]:
        return differs
    expected = {"app_review_items", "app_effects", "app_jobs", "mails", "trail", "cards"}
    return {what: both for what, both in differs.items() if what not in expected}


def spread(stage, most):
    """At most so many points of a flow: every k-th, from the first on, and always the last."""
    step = -(-stage.points // most)
    return [*range(1, stage.points, step), stage.points]


@pytest.fixture
def staged(tmp_path):
    """Makes the stage of a flow."""
    made = []

    def stage_of(name, template, company):
        (tmp_path / "stage").mkdir()
        made.append(set_up(FLOWS[name], template, company, tmp_path / "stage"))
        return made[0]

    yield stage_of
    for stage in made:
        if stage.database:
            postgres.drop_database(stage.database)


@pytest.mark.row("N1", "N2", "N3", "N5", "U1")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_killed_at_a_spread_of_its_points_ends_as_if_nobody_had_died(on_sqlite, staged, tmp_path, name):
    stage = staged(name, *on_sqlite)
    points = spread(stage, IN_EVERY_RUN)
    assert tried(name, stage, tmp_path, points) == len(points) > 5


@pytest.mark.row("N1", "N2")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["write", "nudge"])
def test_the_same_holds_on_postgres_at_a_few_points(on_postgres, staged, tmp_path, name):
    stage = staged(name, *on_postgres)
    points = spread(stage, SAMPLED)
    assert tried(name, stage, tmp_path, points) == len(points) > 2


@pytest.mark.torture
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_killed_at_any_point_ends_as_if_nobody_had_died(on_sqlite, staged, tmp_path, name):
    stage = staged(name, *on_sqlite)
    assert tried(name, stage, tmp_path, count(1)) >= stage.points, "every point was tried"


@pytest.mark.torture
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", FLOWS)
def test_the_same_holds_on_postgres_at_any_point(on_postgres, staged, tmp_path, name):
    stage = staged(name, *on_postgres)
    assert tried(name, stage, tmp_path, count(1)) >= stage.points, "every point was tried"
