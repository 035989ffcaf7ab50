"""`quartermaster audit`: verify, export, why."""

import json
import sqlite3

import pytest

from bot.bootstrap import checkpoints_of
from bot.settings import from_environment
from store.session import open_database
from store.vault import Vault
from tests.office import KEY, NOW

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


@pytest.mark.row("U3")
def test_verify_finds_rows_that_a_checkpoint_saw_and_a_restore_is_accepted_by_name(asked, home):
    keys = {"QUARTERMASTER_CHECKPOINTS": str(home / "elsewhere")}
    signed = checkpoints_of(from_environment({"QUARTERMASTER_HOME": str(home), **keys}))
    store = open_database(f"sqlite:///{home / 'quartermaster.db'}", Vault([KEY]))
    signed.write(store, NOW)
    store.dispose()
    assert asked("audit", "verify", **keys).output == "2 rows checked, the chain holds.\n"
    with sqlite3.connect(home / "quartermaster.db") as db:
        db.execute("DROP TRIGGER app_audit_no_delete")
        db.execute("DELETE FROM app_audit")
    db.close()
    said = asked("audit", "verify", **keys)
    assert (said.exit_code, "row 1: the row is missing, but checkpoint 1 saw it" in said.output) == (1, True)
    accepted = asked("audit", "restored", "--by", "Omar", "--why", "the disk failed", **keys)
    assert accepted.output == "Checkpoint 2 says that the chain goes on from row 0, by Omar: the disk failed\n"
    said = asked("audit", "verify", **keys)
    assert said.exit_code == 0
    assert "rows after 0 were lost in a restore on 2026-" in said.output
