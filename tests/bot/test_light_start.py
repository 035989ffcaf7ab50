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
