"""Every flow, and the process killed at every point of it: what is left is what a life without a death leaves."""

import gc
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import make_url, text

import handlers.work
from bot.demo_command import load
from bot.migrate import upgrade
from store.crm import demo
from store.session import open_database
from store.vault import Vault
from tests import postgres
from tests.crash.flows import FLOWS
from tests.crash.ledger import Ledger
from tests.crash.lives import killed_at, set_up
from tests.office import KEY, NOW, make_template

ON_POSTGRES, SAMPLED = ("write", "nudge", "CRM away"), 4
"""On SQLite every point of every flow is tried in every run; on PostgreSQL so many of these flows, evenly spread, and
every point of every flow by the torture."""


def make_small(db):
    """Leaves one deal in four of most people: what a step does is what counts here, not to how many records."""
    every_fourth = "CAST(substr(id, length(id) - 1) AS INTEGER) % 4 = 1"
    hers = "owner_id IN (SELECT id FROM crm_people WHERE name = 'Priya Raman')"
    deals = f"SELECT id FROM crm_opportunities WHERE {every_fourth} OR {hers}"
    with db.engine.begin() as connection:
        for table in ("crm_activities", "crm_stage_changes", "crm_field_changes"):
            connection.execute(text(f"DELETE FROM {table} WHERE opportunity_id NOT IN ({deals})"))
        connection.execute(text(f"DELETE FROM crm_opportunities WHERE id NOT IN ({deals})"))


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    """(template, company)."""
    path = tmp_path_factory.mktemp("flows") / "template.db"
    company = make_template(path, demo.LEAST_SIZE)
    db = open_database(f"sqlite:///{path}", Vault([KEY]))
    make_small(db)
    with db.engine.connect() as connection:
        connection.connection.driver_connection.executescript("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()
    return path, company


@pytest.fixture(scope="module")
def on_postgres():
    """(name of the template, company)."""
    url = postgres.empty_database()
    upgrade(url)
    db = open_database(url, Vault([KEY]))
    company = demo.build(7, demo.LEAST_SIZE, NOW.date())
    # As in the template of SQLite: long enough ago to have woken whom it concerns when a flow begins.
    load(db, company, NOW - timedelta(hours=1))
    make_small(db)
    db.dispose()
    yield make_url(url).database, company
    postgres.drop_database(url)


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    # A flow may break what it needs broken; and nothing of an earlier test is collected in the middle of a child.
    monkeypatch.setattr(handlers.work, "ask", handlers.work.ask)
    gc.collect()


def tried(name, stage, folder, points, **more):
    """How many points were tried; at each, what is left is looked at."""
    died = 0
    for kill_at in points:
        left = killed_at(stage, folder / str(kill_at), kill_at, **more)
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


@pytest.fixture(scope="module")
def ledger():
    opened = Ledger()
    yield opened
    opened.close()


@pytest.fixture
def staged(tmp_path, ledger):
    """Makes the stage of a flow."""
    made = []

    def stage_of(name, template, company):
        (tmp_path / "stage").mkdir()
        made.append(set_up(FLOWS[name], template, company, tmp_path / "stage", ledger))
        return made[0]

    yield stage_of
    for stage in made:
        if stage.database:
            postgres.drop_database(stage.database)


@pytest.mark.row("N1", "N2", "N3", "N5", "U1")
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "first"), [(name, n + 1) for name, flow in FLOWS.items() for n in range(flow.parts)])
def test_a_flow_killed_at_any_point_ends_as_if_nobody_had_died(on_sqlite, staged, tmp_path, name, first):
    stage = staged(name, *on_sqlite)
    step = FLOWS[name].parts
    died = tried(name, stage, tmp_path, count(first, step))
    assert died >= len(range(first, stage.points + 1, step)) > 5, "every point was tried"


@pytest.mark.row("N1", "N2")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ON_POSTGRES)
def test_the_same_holds_on_postgres_at_a_few_points(on_postgres, staged, tmp_path, name):
    stage = staged(name, *on_postgres)
    points = spread(stage, SAMPLED)
    assert tried(name, stage, tmp_path, points) == len(points) > 2


@pytest.mark.torture
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", FLOWS)
def test_the_same_holds_where_it_is_killed_right_after_each_step_as_well(on_sqlite, staged, tmp_path, name):
    stage = staged(name, *on_sqlite)
    assert tried(name, stage, tmp_path, count(1), after_too=True) >= 2 * stage.points, "every point was tried"


@pytest.mark.torture
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("name", FLOWS)
def test_the_same_holds_on_postgres_at_any_point(on_postgres, staged, tmp_path, name):
    stage = staged(name, *on_postgres)
    assert tried(name, stage, tmp_path, count(1)) >= stage.points, "every point was tried"
