"""`quartermaster import` as a stranger meets it: what it shows, what it asks, and how it says no."""

import gzip
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.settings import from_environment
from domain.errors import QuartermasterError
from store.session import open_database
from store.vault import Vault
from tests.store.crm.exports import DEALS, PEOPLE, PRODUCTS, folder, one


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home folder."""
    monkeypatch.setenv("QUARTERMASTER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments):
    """What the command says, and its exit code."""
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def count(table: str) -> int:
    """Rows of a table in the home's database."""
    db = open_database(from_environment().url, Vault([Vault.new_key()]))
    try:
        return int(one(db, f"SELECT count(*) FROM {table}"))
    finally:
        db.dispose()


@pytest.mark.row("M5")
def test_an_import_shows_the_mapping_its_reasons_and_what_became_of_every_row(home, tmp_path):
    where = folder(tmp_path / "a", deals=DEALS + "D9,x\n", teams=PEOPLE, products=PRODUCTS)
    done = run(where, "--as-of", "2026-02-03")
    assert done.exit_code == 0, done.output
    for expected in (
        "deals.csv: 4 deals",
        "owner by name",
        "all of its values are names",
        "What happened",
        "As of 2026-02-03",
        "Put aside, so in no answer: 1 row",
        "line 5: it has 2 cells where the header has 8",
        "Looked for and not found",
    ):
        assert expected in done.output, expected
    assert count("crm_opportunities") == 3
    [file] = (home / "quarantine").iterdir()
    assert "deals.csv,5," in file.read_text()


def test_a_dry_run_says_so_and_leaves_no_trace(home, tmp_path):
    done = run(folder(tmp_path / "a", deals=DEALS + "D9,x\n"), "--dry-run")
    assert done.exit_code == 0
    assert "nothing was changed" in done.output
    assert count("crm_opportunities") == 0
    assert not (home / "quarantine").exists()


def test_a_written_map_can_be_used_as_it_is(home, tmp_path):
    where, said = folder(tmp_path / "a", deals=DEALS), tmp_path / "map.toml"
    written = run(where, "--write-map", said)
    assert written.exit_code == 0
    assert f"--map {said}" in written.output
    assert not (home / "quartermaster.db").exists()
    assert run(where, "--map", said).exit_code == 0
    assert count("crm_opportunities") == 3


@pytest.mark.row("S4-84")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "There is no file or folder"),
        (["empty.csv"], "empty.csv is empty"),
        (["letter.csv"], "fits no kind of record"),
        (["packed.csv.gz"], "cut off or damaged"),
        (["deals.csv", "--as-of", "yesterday"], "is not a date"),
        (["deals.csv", "--as-of", "2999-01-01"], "lies in the future"),
        (["deals.csv", "--map", "nowhere.toml"], "There is no map"),
        (["deals.csv", "--write-map", "no/such/folder/map.toml"], "could not be written"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_1(home, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "empty.csv").touch()
    (tmp_path / "letter.csv").write_text("Dear all\nthis is no table\n")
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(DEALS.encode() * 99)[:-20])
    done = run(*arguments)
    assert done.exit_code == 1
    assert says in done.output
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit | QuartermasterError)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_said(home, tmp_path):
    where = folder(tmp_path / "a", deals=DEALS)
    (where / "deals.csv").chmod(0)
    done = run(where)
    assert done.exit_code == 1
    assert "may not be read" in done.output


def test_the_age_of_the_export_is_the_age_of_its_oldest_file_of_deals(home, tmp_path):
    where = folder(tmp_path / "a", deals=DEALS, products=PRODUCTS)
    taken = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    os.utime(where / "deals.csv", (taken.timestamp(), taken.timestamp()))
    done = run(where)
    assert "As of 2026-02-03 04:05 UTC (the modification time of deals.csv)." in done.output


def test_hostile_words_in_a_file_do_not_colour_the_terminal(home, tmp_path):
    done = run(
        folder(tmp_path / "a", deals=DEALS.replace("Acme", "[red]Acme[/red][/]").replace("amount\n", "[bold]sum\n"))
    )
    assert done.exit_code == 0
    assert "[bold]sum" in done.output


@pytest.mark.row("M5")
def test_an_import_killed_half_way_changes_nothing_and_can_be_run_again(home, tmp_path):
    where = folder(tmp_path / "a", deals=DEALS)
    killer = (
        "import os, signal, sys\n"
        "from store.crm.imports import defects\n"
        "defects.find = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from bot.cli import main\n"
        "main(['import', sys.argv[1]])\n"
    )
    killed = subprocess.run([sys.executable, "-c", killer, str(where)], capture_output=True, timeout=100)
    assert killed.returncode == -9, killed.stderr
    assert count("crm_opportunities") == 0
    assert run(where).exit_code == 0
    assert count("crm_opportunities") == 3


@pytest.mark.row("M5")
def test_nobodys_records_are_counted_together_with_the_made_up_company(home, tmp_path, office_template):
    home.mkdir(mode=0o700)
    shutil.copy(office_template[0], home / "quartermaster.db")
    where = folder(tmp_path / "a", deals=DEALS, teams=PEOPLE, products=PRODUCTS)
    refused = run(where, "--as-of", "2026-02-03", "--yes")
    assert refused.exit_code == 1
    assert "--replace-demo" in refused.output
    assert count("crm_opportunities WHERE source = 'demo'") == count("crm_opportunities") > 0
    done = run(where, "--as-of", "2026-02-03", "--yes", "--replace-demo")
    assert done.exit_code == 0, done.output
    assert count("crm_opportunities") == 3
    assert count("crm_accounts WHERE source = 'demo'") == 0
