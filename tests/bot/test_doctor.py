"""`doctor`: loud about what is wrong, calm about what is only missing, silent about secrets."""

import sqlite3

import pytest

from store import inbox
from store.session import open_database
from store.vault import Vault
from tests.gateways.crm.bridge import Bridge
from tests.office import NOW


def test_a_healthy_home_ends_with_zero_and_names_what_is_missing_and_its_cost(cli):
    said = cli("doctor")
    assert said.exit_code == 0
    assert "missing  Slack bot token: SLACK_BOT_TOKEN is not set; the bot cannot run in a workspace" in said.output
    for line in ("ok       database: SQLite", "ok       CRM reader: read-only: the database refuses its writes",
                 "ok       audit trail: 0 rows, the chain holds", "ok       inbox"):  # fmt: skip
        assert line in said.output


def test_an_empty_home_is_made_and_told_how_to_get_records(cli, tmp_path):
    said = cli("doctor", QUARTERMASTER_HOME=str(tmp_path / "new"))
    assert said.exit_code == 0
    assert "missing  CRM data: no records yet; run `quartermaster import PATH`" in said.output


@pytest.mark.row("S4-32")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666])
def test_a_key_file_that_others_can_read_is_wrong(cli, home, mode):
    (home / "quartermaster.key").chmod(mode)
    said = cli("doctor")
    assert said.exit_code == 1
    assert "WRONG    database" in said.output
    assert "chmod 600" in said.output


def test_a_broken_chain_is_wrong(cli, home):
    cli("ask", "open deals")
    with sqlite3.connect(home / "quartermaster.db") as db:
        db.execute("DROP TRIGGER app_audit_no_update")
        db.execute("UPDATE app_audit SET actor = 'mallory'")
    db.close()
    said = cli("doctor")
    assert said.exit_code == 1
    assert "WRONG    audit trail: 1 breaks; run `quartermaster audit verify`" in said.output


@pytest.mark.row("N1")
def test_events_that_cannot_be_opened_are_wrong(cli, home):
    stranger = open_database(f"sqlite:///{home / 'quartermaster.db'}", Vault([Vault.new_key()]))
    inbox.hear(stranger, "k", "event", {}, NOW)
    stranger.dispose()
    said = cli("doctor")
    assert said.exit_code == 1
    assert "WRONG    inbox: 1 waiting events" in said.output


def test_a_bad_environment_is_wrong_and_said_first(cli):
    said = cli("doctor", QUARTERMASTER_HTTP_PORT="web")
    assert said.exit_code == 1
    assert said.output.startswith("WRONG    environment: The setting QUARTERMASTER_HTTP_PORT cannot be used")


def test_a_database_that_is_away_is_wrong(cli):
    said = cli("doctor", QUARTERMASTER_DATABASE_URL="postgresql://app:PLANTED@127.0.0.1:1/x")
    assert said.exit_code == 1
    assert "WRONG    database" in said.output
    assert "PLANTED" not in said.output


@pytest.mark.row("D4")
def test_no_secret_is_printed_where_all_is_well(cli, postgres_url):
    with_password = postgres_url + ("&" if "?" in postgres_url else "?") + "application_name=PLANTED"
    said = cli("doctor", QUARTERMASTER_DATABASE_URL=with_password, SLACK_BOT_TOKEN="xoxb-PLANTED",
               SLACK_APP_TOKEN="xapp-PLANTED", ANTHROPIC_API_KEY="PLANTED")  # fmt: skip
    assert "ok       database: PostgreSQL" in said.output
    assert "PLANTED" not in said.output


@pytest.mark.row("S4-62")
def test_the_bridge_to_the_crm_is_looked_at_and_said_in_a_sentence(cli):
    assert "missing  CRM bridge: QUARTERMASTER_CRM_URL is not set" in cli("doctor").output
    bridge = Bridge()
    said = cli("doctor", QUARTERMASTER_CRM_URL=bridge.url)
    assert "missing  CRM bridge: reachable; it says neither its version" in said.output
    bridge.close()
    away = cli("doctor", QUARTERMASTER_CRM_URL=bridge.url)
    assert (away.exit_code, "WRONG    CRM bridge: The CRM cannot be reached" in away.output) == (1, True)
    bad = cli("doctor", QUARTERMASTER_CRM_URL="http://crm.example.com")
    assert "WRONG    CRM bridge: The setting QUARTERMASTER_CRM_URL cannot be used" in bad.output
