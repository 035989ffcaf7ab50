"""`quartermaster audit`: verify, export, why."""

import json
import sqlite3

import pytest

STALLED = "show stalled negotiation deals"


@pytest.fixture
def asked(cli):
    assert cli("ask", STALLED).exit_code == 0
    return cli


@pytest.mark.row("S4-34")
def test_verify_says_that_the_chain_holds_and_how_many_rows_it_saw(asked):
    said = asked("audit", "verify")
    assert (said.exit_code, said.output) == (0, "1 rows checked, the chain holds.\n")


@pytest.mark.row("S4-34")
def test_verify_ends_with_one_and_names_the_row_that_was_changed(asked, home):
    with sqlite3.connect(home / "quartermaster.db") as db:
        db.execute("DROP TRIGGER app_audit_no_update")
        db.execute("UPDATE app_audit SET outcome = 'refused'")
    db.close()
    said = asked("audit", "verify")
    assert said.exit_code == 1
    assert "row 1: its content was changed" in said.output
    assert "1 problems" in said.output


@pytest.mark.row("S4-34")
def test_export_prints_every_entry_with_every_field_as_json(asked):
    lines = asked("audit", "export").output.splitlines()
    (entry,) = [json.loads(line) for line in lines]
    assert set(entry) >= {
        "at",
        "actor",
        "on_behalf_of",
        "action",
        "inputs",
        "reason",
        "outcome",
        "approval",
        "cost_usd",
    }
    assert entry["inputs"]["text"] == STALLED
    assert asked("audit", "export", "--search", "nothing like it").output == ""


@pytest.mark.row("U7", "S0-34")
def test_why_explains_an_answer_from_the_trail_alone(asked):
    run_id = json.loads(asked("audit", "export").output)["subject"]
    said = asked("audit", "why", run_id)
    assert said.exit_code == 0
    for part in (STALLED, "read as:", "planner", "SELECT"):
        assert part in said.output


def test_why_of_an_id_nobody_gave_out_ends_with_one(asked):
    said = asked("audit", "why", "run:nobody")
    assert (said.exit_code, said.output) == (1, "Nothing is known under run:nobody.\n")
