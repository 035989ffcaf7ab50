"""What every test may ask for, and what no test may do: reach past this machine, or read this machine's settings."""

import gc
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import postgres

# A shared machine may be slow for a moment, so how long one example takes proves nothing.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

# Settings of the product that a developer's own shell may hold; a test that needs one sets it itself.
SETTINGS_OF_THE_PRODUCT = ("QUARTERMASTER_", "SLACK_", "ANTHROPIC_")
SETTINGS_OF_THE_TESTS = ("QUARTERMASTER_DATA", postgres.ROOM)


def pytest_configure(config: pytest.Config) -> None:
    """Forget the developer's own settings before any test module is imported, and give this run its PostgreSQL."""
    if is_worker(config):
        return
    for name in list(os.environ):
        if name.startswith(SETTINGS_OF_THE_PRODUCT) and name not in SETTINGS_OF_THE_TESTS:
            del os.environ[name]
    postgres.reserve_room()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing of this run behind."""
    if not is_worker(config):
        postgres.close_room()


def is_worker(config: pytest.Config) -> bool:
    """True in a process that runs tests for another one, which then sets up and cleans up for all."""
    return hasattr(config, "workerinput")


class NetworkIsClosed(RuntimeError):
    """A test tried to reach past this machine.

    Not an OSError, so that code which answers network failures cannot take it for one and let the test pass.
    """


@pytest.fixture(autouse=True)
def garbage_is_collected() -> Iterator[None]:
    """A start that ends in an error leaves the collector off; in a process of many tests that would fill the memory."""
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _only_to_this_machine(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _only_names_of_this_machine(socket.getaddrinfo))
        yield


def _only_to_this_machine(call: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_unless_local(args[-1][0])
        return call(self, *args)

    return guarded


def _only_names_of_this_machine(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **options: Any) -> Any:
        # Without a host it is asked for an address to listen on, which reaches nobody.
        if host:
            _refuse_unless_local(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *args, **options)

    return guarded


def _refuse_unless_local(host: str) -> None:
    try:
        local = ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise NetworkIsClosed(f"This test tried to reach {host}; tests may only talk to this machine.")


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and nothing a test starts, writes into the `var/` of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUARTERMASTER_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of public data sets, which are not ours to ship."""
    named = os.environ.get("QUARTERMASTER_DATA")
    if not named:
        pytest.skip("QUARTERMASTER_DATA is not set; it names the folder of public data sets this test reads.")
    folder = Path(named)
    assert folder.is_dir(), f"QUARTERMASTER_DATA names {folder}, which is not a folder."
    return folder


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """SQLAlchemy URL of an empty SQLite database that ends with the test."""
    return f"sqlite:///{tmp_path / 'quartermaster.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of an empty database on a real PostgreSQL; the run's first one takes a second or two."""
    url = postgres.empty_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLAlchemy URL of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shared_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy URL of a database for all tests of a module that leave it as it was, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shared') / 'quartermaster.db'}"
        return
    url = postgres.empty_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, Any]":
    """A migrated database with the demo company, made once per process."""
    from tests.office import make_template

    path = tmp_path_factory.mktemp("office") / "template.db"
    return path, make_template(path)


@pytest.fixture
def office(office_template: "tuple[Path, Any]", tmp_path: Path) -> Iterator[Any]:
    """The demo company at its desk, in a copy of its own."""
    from tests.office import open_office

    opened = open_office(*office_template, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.fixture
def office_with_burst(office: Any) -> Any:
    """The same company after somebody's test import booked ten millions within five minutes."""
    from store.crm import demo
    from tests.office import load_burst

    load_burst(office, demo)
    return office
