"""What a machine that watches us may ask."""

import socket
import time
import urllib.request
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.health import health_beside, health_routes
from store import inbox
from tests.ports import free_port


@pytest.fixture
def client(office):
    return TestClient(Starlette(routes=health_routes(office.db)))


def test_a_bot_that_answers_is_well_and_says_its_numbers(office, client):
    office.says("Dana Whitfield", "open deals")
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    said = client.get("/metrics")
    assert said.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "\nquartermaster_up 1\n" in said.text
    assert "\nquartermaster_audit_rows 1\n" in said.text
    assert "\nquartermaster_jobs_open 0\n" in said.text
    assert "Dana" not in said.text


def test_an_event_that_nobody_takes_up_is_not_well(office, client):
    inbox.hear(office.db, "key", "event", {}, office.desk.now() - timedelta(minutes=2))
    assert client.get("/healthz").status_code == 503
    assert "quartermaster_inbox_waiting 1\n" in client.get("/metrics").text


def test_a_database_that_is_gone_is_not_well_and_never_a_traceback(office, client):
    with office.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE app_inbox RENAME TO app_inbox_gone")
    assert client.get("/healthz").status_code == 503
    assert "\nquartermaster_up 0\n" in client.get("/metrics").text


def test_beside_socket_mode_both_have_a_port_of_their_own(office):
    port = free_port()
    with health_beside(office.db, "127.0.0.1", port):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.read() == b"ok\n"
