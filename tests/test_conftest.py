"""The fences and databases every other test stands on."""

import os
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests import postgres
from tests.conftest import NetworkIsClosed


@pytest.mark.parametrize("host", ["93.184.216.34", "10.0.0.1", "169.254.169.254", "2606:4700::1111", "example.com"])
def test_no_test_reaches_past_this_machine(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line, pytest.raises(NetworkIsClosed, match=host):
        line.connect((host, 80))


def test_a_datagram_does_not_leave_this_machine_either():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, pytest.raises(NetworkIsClosed):
        line.sendto(b"hello", ("8.8.8.8", 53))


def test_a_library_that_opens_its_own_connection_is_stopped_too():
    with pytest.raises(NetworkIsClosed):
        urllib.request.urlopen("http://example.com/")


def test_this_machine_itself_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = ("localhost", server.getsockname()[1])
        with socket.create_connection(address) as line:
            assert line.getpeername()[0] == "127.0.0.1"


def test_every_database_starts_empty_and_can_be_written(database_url):
    engine = create_engine(database_url)
    try:
        assert inspect(engine).get_table_names() == []
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
        assert inspect(engine).get_table_names() == ["left_behind"]
    finally:
        engine.dispose()


def test_a_second_database_knows_nothing_of_the_first(database_url):
    test_every_database_starts_empty_and_can_be_written(database_url)


def test_a_test_never_writes_where_the_person_running_it_keeps_things():
    home = Path(os.environ["QUARTERMASTER_HOME"])
    assert home.is_dir()
    assert Path.cwd() / "var" != home


def test_settings_of_the_person_running_it_are_unknown_here():
    assert [name for name in os.environ if name.startswith(("SLACK_", "ANTHROPIC_"))] == []


def test_a_room_whose_run_was_killed_is_swept_and_a_room_in_use_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "SHARED", tmp_path)
    ended = subprocess.Popen(["true"])
    ended.wait()
    deserted, in_use = tmp_path / f"qm-pg-{ended.pid}-ab12", tmp_path / f"qm-pg-{os.getpid()}-cd34"
    deserted.mkdir()
    in_use.mkdir()
    postgres.sweep_deserted_rooms()
    assert list(tmp_path.iterdir()) == [in_use]
