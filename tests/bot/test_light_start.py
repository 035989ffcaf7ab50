"""Starting up loads only what is used: no model, no data frames, no migrations that are not due."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("anthropic", "pandas", "numpy", "sklearn", "alembic", "matplotlib", "IPython", "apscheduler")
ASKS = f"""
import os, sys
import bot.cli
from bot.ask_command import ask_one
ask_one("show stalled negotiation deals", person="", as_of="", as_json=True)
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def modules_after(code, **environment):
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stderr.strip().splitlines()[-1]


@pytest.mark.row("L6")
def test_a_question_at_an_up_to_date_home_loads_nothing_heavy(home):
    assert modules_after(ASKS, QUARTERMASTER_HOME=str(home), PATH="") == "[]"


def test_help_loads_neither_the_database_nor_slack():
    heavy = ("sqlalchemy", "slack_bolt", "dbos", "cryptography")
    code = f"import sys, bot.cli; print([n for n in {heavy!r} if n in sys.modules], file=sys.stderr)"
    assert modules_after(code, PATH="") == "[]"


def test_a_process_on_sqlite_does_without_the_driver_of_postgresql_until_somebody_uses_it():
    code = """
import sys
from store.drivers import without_postgres
without_postgres()
import bot.bootstrap
import inspect; inspect.stack()
light = [n for n in ("psycopg_binary", "psycopg.pq", "smtplib", "handlers.work", "alembic") if n in sys.modules]
from sqlalchemy import create_engine
import dbos._utils, psycopg.types
assert create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none").dialect.psycopg_version > (3, 0)
assert dbos._utils.psycopg.OperationalError is sys.modules["psycopg"].OperationalError
print(light, file=sys.stderr)
"""
    assert modules_after(code, PATH="") == "[]"


def test_what_a_start_made_is_not_looked_through_again():
    code = """
import gc, sys
from bot import settling
settling.starting()
asleep = gc.isenabled()
kept = [[n] for n in range(1000)]
settling.started()
print([asleep, gc.isenabled(), gc.get_freeze_count() >= 1000], file=sys.stderr)
"""
    assert modules_after(code, PATH="") == "[False, True, True]"
