"""The house keeps its own rules, and each rule is seen catching someone."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain

import pytest
from packaging.requirements import Requirement

from tests import house


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule):
    assert house.breaches(house.ROOT, [rule]) == []


@pytest.mark.parametrize("rule", house.RULES_FOR_TESTS, ids=lambda rule: rule.__name__)
def test_tests_and_measurements_keep_the_rules_for_readers(rule):
    assert house.breaches(house.ROOT, [rule], ["tests", "bench"]) == []


def test_there_is_a_house_to_check():
    assert {source.package for source in house.sources(house.ROOT, house.PACKAGES)} == set(house.PACKAGES)


CAUGHT = [
    (house.keeps_the_ladder, "store/audit.py", "from agents.crew import puller"),
    (house.keeps_the_ladder, "domain/query.py", "import store.session"),
    (house.keeps_the_ladder, "domain/query.py", "def later():\n    from store import session"),
    (
        house.keeps_the_ladder,
        "handlers/desk.py",
        "from importlib import import_module\nimport_module('scheduler.engine')",
    ),
    (house.keeps_the_ladder, "gateways/crm/local.py", "from ...agents import run"),
    (house.keeps_the_ladder, "migrations/versions/0001_first.py", "from domain import catalogue"),
    (house.keeps_the_ladder, "store/session.py", "import migrations"),
    (house.agents_see_only_protocols, "agents/run.py", "from store import jobs"),
    (house.agents_see_only_protocols, "agents/run.py", "from gateways import guard"),
    (house.agents_see_only_protocols, "agents/run.py", "import gateways.guard"),
    (house.agents_see_only_protocols, "agents/run.py", "from gateways.crm import local"),
    (house.agents_see_only_protocols, "agents/run.py", "from gateways.crm.local import LocalCrm"),
    (house.libraries_stay_home, "scheduler/lease.py", "import sqlalchemy"),
    (house.libraries_stay_home, "scheduler/lease.py", "from sqlalchemy.orm import Session"),
    (house.libraries_stay_home, "agents/crew/scorer.py", "import numpy as np"),
    (house.libraries_stay_home, "handlers/failed.py", "import slack_sdk.errors"),
    (house.libraries_stay_home, "bot/cli.py", "import requests"),
    (house.libraries_stay_home, "bot/cli.py", "import tests.conftest"),
    (house.time_and_chance_come_in, "domain/windows.py", "from datetime import datetime as dt\nnow = dt.now()"),
    (house.time_and_chance_come_in, "domain/windows.py", "import datetime\nnow = datetime.datetime.now(datetime.UTC)"),
    (house.time_and_chance_come_in, "domain/windows.py", "from datetime import date\ntoday = date.today"),
    (house.time_and_chance_come_in, "agents/run.py", "from time import time"),
    (house.time_and_chance_come_in, "agents/run.py", "import time as t\nstarted = t.perf_counter()"),
    (house.time_and_chance_come_in, "agents/run.py", "import random\nwinner = random.choice([1, 2])"),
    (house.time_and_chance_come_in, "agents/run.py", "from random import shuffle"),
    (house.time_and_chance_come_in, "agents/run.py", "from random import Random\ndice = Random()"),
    (house.time_and_chance_come_in, "agents/run.py", "import uuid\nkey = uuid.uuid4()"),
    (house.time_and_chance_come_in, "agents/run.py", "import secrets\nkey = secrets.token_hex()"),
    (house.domain_stays_inside, "domain/names.py", "import sqlite3"),
    (house.domain_stays_inside, "domain/names.py", "from urllib import request"),
    (house.domain_stays_inside, "domain/names.py", "names = open('names.txt')"),
    (house.domain_stays_inside, "domain/names.py", "def load(path):\n    return path.read_text()"),
    (house.one_colour, "handlers/work.py", "async def work(): ..."),
    (house.one_colour, "handlers/work.py", "class Work:\n    async def go(self): ..."),
    (house.nothing_is_called_manager, "store/session.py", "class SessionManager: ..."),
    (house.files_have_a_real_name, "domain/utils.py", "x = 1"),
    (house.files_have_a_real_name, "store/helpers/names.py", "x = 1"),
    (house.files_say_why_they_exist, "domain/query.py", "x = 1"),
    (house.folders_are_packages, "handlers/verbs/pause.py", "x = 1"),
]


@pytest.mark.parametrize(("rule", "path", "source"), CAUGHT)
def test_the_rule_catches(tmp_path, rule, path, source):
    a_house(tmp_path, {path: source})
    assert [sentence for sentence in house.breaches(tmp_path, [rule]) if sentence.startswith(f"{path}:")]


ALLOWED = [
    ("bot/cli.py", "import click\nimport alembic.command\nimport migrations\nimport store\nasync def door(): ..."),
    ("scheduler/engine.py", "import dbos\nfrom handlers import work\nfrom domain.work import Request"),
    (
        "agents/run.py",
        "from gateways.crm import Reader\nimport gateways.crm\nfrom . import base\nfrom .crew import planner",
    ),
    ("agents/monitors/models/anomaly.py", "import numpy as np\nimport sklearn.linear_model"),
    ("agents/run.py", "from datetime import UTC, date, datetime\ndef run(now: datetime, day: date): return now.date()"),
    ("agents/run.py", "class Deps: ...\ndef run(deps, time):\n    return deps.now(), time.time(), deps.datetime.now()"),
    (
        "domain/names.py",
        "import random\nfrom random import Random\ndef pick(dice: random.Random): return dice.choice([1])",
    ),
    ("domain/names.py", "import random\ndice = random.Random(7)"),
    ("domain/names.py", "import rapidfuzz\nfrom pydantic import BaseModel"),
    ("store/audit.py", "import sqlalchemy as sa\nimport psycopg\nimport uuid\nkey = uuid.uuid4()"),
    ("migrations/versions/0001_first.py", "import sqlalchemy as sa\nfrom alembic import op\nfrom store import session"),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_no_rule_forbids_what_the_house_allows(tmp_path, path, source):
    a_house(tmp_path, {path: f'"""Why it exists."""\n{source}'})
    assert house.breaches(tmp_path, [rule for rule in house.RULES if rule is not house.folders_are_packages]) == []


def test_a_breach_is_told_once_and_with_its_line(tmp_path):
    a_house(tmp_path, {"domain/dice.py": "import random\n\nroll = random.choice([1, 2])"})
    assert house.breaches(tmp_path, [house.time_and_chance_come_in]) == [
        "domain/dice.py:3 leaves random.choice to chance; let it come in as an argument."
    ]


def test_every_library_we_ask_for_is_named_in_its_home_on_the_page():
    pyproject = tomllib.loads((house.ROOT / "pyproject.toml").read_text())
    page = (house.ROOT / "docs/architecture.md").read_text().splitlines()
    libraries_by_room = {room: line for room in house.LADDER for line in page if line.startswith(f"| `{room}/` |")}
    for library, imported_as in imported_names(pyproject["project"]["dependencies"]):
        homes = {home.split(".")[0] for home in house.HOMES[imported_as]} & set(house.LADDER)
        assert any(library in libraries_by_room[home] for home in homes), f"{library} is not on the page, in {homes}"


def imported_names(dependencies):
    """Each library of `dependencies` with the name it is imported under; time zones are no code and have none."""
    wanted = {dependency.partition(">=")[0].partition("[")[0] for dependency in dependencies} - {"tzdata"}
    for imported_as, libraries in packages_distributions().items():
        for library in {name.lower().replace("_", "-") for name in libraries} & wanted:
            if imported_as in house.HOMES:
                wanted.remove(library)
                yield library, imported_as
    assert wanted == set(), "these libraries have no home in tests/house.py"


@pytest.mark.parametrize(("lock", "groups"), [("requirements.lock", []), ("requirements-dev.lock", ["dev"])])
def test_a_lock_holds_a_version_of_everything_we_ask_for(lock, groups):
    pyproject = tomllib.loads((house.ROOT / "pyproject.toml").read_text())
    groups = [pyproject["dependency-groups"][group] for group in groups]
    asked = [pyproject["build-system"]["requires"], pyproject["project"]["dependencies"], *groups]
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (house.ROOT / lock).read_text(), re.MULTILINE))
    for requirement in map(Requirement, chain(*asked)):
        assert locked.get(requirement.name, "0") in requirement.specifier, (
            f"run make lock: {requirement} is not in {lock}"
        )


def test_every_setting_the_code_names_is_explained_in_the_example():
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", (house.ROOT / ".env.example").read_text(), re.MULTILINE))
    named = {name for source in house.sources(house.ROOT, house.PACKAGES) for name in settings_in(source.tree)}
    assert named - explained == set()


def settings_in(tree):
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if re.fullmatch(r"(QUARTERMASTER|SLACK|ANTHROPIC)_[A-Z_]+", text)}


def a_house(root, source_by_path):
    """The least of a house below `root`: what the sources import, and the sources themselves."""
    for folder in ("gateways/crm", "agents/crew", "domain", "store"):
        (root / folder).mkdir(parents=True)
    (root / "gateways/guard.py").touch()
    (root / "gateways/crm/local.py").touch()
    for path, source in source_by_path.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(source)
