"""The command line: every mistake is one sentence and an exit code, and `--help` is for a stranger."""

import pytest

from bot.cli import main
from tests.bot.conftest import is_one_sentence


@pytest.mark.parametrize("command", [None, *sorted(main.commands), "audit verify", "audit export", "audit why"])
def test_every_command_says_what_it_is_for(cli, command):
    said = cli(*(command.split() if command else ()), "--help")
    assert said.exit_code == 0
    assert len(said.output.splitlines()) > 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", ""),
        ("ask", "x", "--jsonl", "y"),
        ("nonsense",),
        ("ask", "--nonsense"),
        ("demo-data", "--size", "0"),
        ("demo-data", "--size", "many"),
        ("playground", "--port", "70000"),
        ("interpret",),
        ("interpret", "--jsonl", "x", "--dataset", "other"),
        ("import",),
        ("audit", "why"),
    ],
)
def test_a_command_used_wrongly_ends_with_two_and_how_to_use_it(cli, arguments):
    said = cli(*arguments)
    assert said.exit_code == 2
    assert "Usage:" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (("ask", "open deals", "--as", "Nobody Known"), {}),
        (("ask", "open deals", "--as-of", "yesterday"), {}),
        (("ask", "open deals", "--as-of", "0001-01-01"), {}),
        (("ask", "open deals", "--as-of", "9999-12-31"), {}),
        (("ask", "--jsonl", "/nowhere/rows.jsonl"), {}),
        (("ask", "--jsonl", "/"), {}),
        (("ask", "open deals"), {"QUARTERMASTER_KEY": "short"}),
        (("ask", "open deals"), {"QUARTERMASTER_DATABASE_URL": "nonsense"}),
        (("ask", "open deals"), {"QUARTERMASTER_DATABASE_URL": "mysql://host/db"}),
        (("ask", "open deals"), {"QUARTERMASTER_DATABASE_URL": "postgresql://a:PLANTED@127.0.0.1:1/x"}),
        (("ask", "open deals"), {"QUARTERMASTER_HOME": "/dev/null"}),
        (("ask", "open deals"), {"QUARTERMASTER_HTTP_PORT": "web"}),
        (("audit", "verify"), {"QUARTERMASTER_HOME": "/dev/null/below"}),
        (("demo-data", "--as-of", "soon"), {}),
        (("run",), {}),
        (("run",), {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": "http://127.0.0.1:1/api/"}),
        (("run", "--http"), {"SLACK_API_URL": "nowhere"}),
        (("worker",), {}),
    ],
)
@pytest.mark.row("D4")
def test_what_cannot_be_done_is_one_sentence(cli, arguments, settings):
    said = cli(*arguments, **settings)
    assert is_one_sentence(said), said.output
    assert "PLANTED" not in said.output
    assert "xoxb" not in said.output


def test_a_damaged_database_is_one_sentence(cli, home):
    (home / "quartermaster.db").write_bytes(b"not a database at all, and rather long for one " * 100)
    assert is_one_sentence(cli("ask", "open deals"))


def test_a_database_of_a_newer_release_is_one_sentence(cli, home):
    import sqlite3

    with sqlite3.connect(home / "quartermaster.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    said = cli("audit", "verify")
    assert is_one_sentence(said)
    assert "newer release" in said.output
