"""Where a run happens: the demo company on one database, the product's desk over it, and a stand-in for Slack."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from pydantic import SecretStr
from sqlalchemy import make_url, select

from bench.children import ROOT, free_port, serving
from bench.events import SECRET, TOKEN
from bench.stand_in import BOT, BOT_USER, TEAM
from bot.bootstrap import make_desk, open_store
from bot.demo_command import load
from bot.settings import Settings
from bot.surfaces.slack.app import SlackSettings, slack_client
from bot.surfaces.slack.voice import SlackVoice
from domain.thresholds import defaults, whole
from handlers.desk import Desk
from store.crm import bulk, demo
from store.crm.survey import BURST_MINUTES, keep_survey
from store.crm.tables import surveys
from store.session import Database
from store.vault import Vault

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""The company's today; product time stands here, so that the same data can be measured next year."""
SEED = 7
ASKS = "elena.vasquez@quartermaster.example"
"""Who asks: somebody who may see everything."""


@dataclass
class Room:
    """One database with the company in it, and everything a goal needs to measure on it."""

    on: str
    folder: Path
    settings: Settings
    deals: int
    slack_port: int
    scale: float = 1.0
    """How many rounds to run, as a share of the usual number."""
    db: Database = field(init=False)
    desk: Desk = field(init=False)
    slack: SlackSettings = field(init=False)

    def __post_init__(self) -> None:
        self.db = open_store(self.settings)
        self.slack = SlackSettings(
            bot_token=SecretStr(TOKEN), signing_secret=SecretStr(SECRET), api_url=self.api_url, team_id=TEAM,
            bot_user_id=BOT_USER, bot_id=BOT,
        )  # fmt: skip
        self.desk = make_desk(self.db, self.settings, {"slack": self.voice()})
        self.desk.clock.move(to=NOW)

    @property
    def api_url(self) -> str:
        """Where the stand-in for Slack answers."""
        return f"http://127.0.0.1:{self.slack_port}/api/"

    def voice(self) -> SlackVoice:
        """What the bot speaks with."""
        return SlackVoice(slack_client(self.slack))

    def environment(self, port: int = 0) -> dict[str, str]:
        """The settings as a child process reads them."""
        return {
            "QUARTERMASTER_HOME": str(self.settings.home),
            "QUARTERMASTER_KEY": self.settings.key.get_secret_value(),
            "QUARTERMASTER_HTTP_PORT": str(port),
            "QUARTERMASTER_OPERATORS": ASKS,
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
        } | ({"QUARTERMASTER_DATABASE_URL": self.settings.database_url} if self.settings.database_url else {})

    @property
    def log(self) -> Path:
        """What the children say."""
        return self.folder / "children.log"

    def rounds(self, usual: int) -> int:
        """How often to measure."""
        return max(3, round(usual * self.scale))

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """A statement at the driver's level, on the reader's connection; `?` marks values on both databases."""
        text = statement if self.db.is_sqlite else statement.replace("?", "%s")
        with self.db.reader.connect() as connection:
            return list(connection.exec_driver_sql(text, values))


@contextmanager
def rooms(cache: Path, deals: int, scale: float, with_postgres: bool) -> Iterator[list[Room]]:
    """A room per database; their company is built once per seed and size, and kept in `cache`."""
    sweep(cache)
    folder = cache / f"run-{os.getpid()}"
    folder.mkdir(parents=True)
    key = kept_key(cache)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        port = free_port()
        stack.enter_context(
            serving("bench.stand_in", str(port), ASKS, port=port, environment={}, log=folder / "stand_in.log")
        )
        made = [Room("SQLite", folder, copied(cache, folder, deals, key), deals, port, scale)]
        if with_postgres:
            url = stack.enter_context(_postgres(cache, folder, deals, key))
            made.append(Room("PostgreSQL", folder, settings_of(folder / "postgres", key, url), deals, port, scale))
        for room in made:
            stack.callback(room.db.dispose)
            catch_up(room.db)
        yield made


def catch_up(db: Database) -> None:
    """Gives a company that an older revision loaded what a load leaves behind today; the upgrade did the rest."""
    with bulk.connected(db) as connection, connection.execution_options(immediate=True).begin():
        kept = connection.execute(select(surveys.c.found)).scalar()
        if kept is not None and "first_currency" not in kept:
            keep_survey(connection, whole(defaults()[BURST_MINUTES]))


def sweep(cache: Path) -> None:
    """Removes the copies of runs that were killed before they could."""
    for left in cache.glob("run-*"):
        if not psutil.pid_exists(int(left.name.removeprefix("run-"))):
            shutil.rmtree(left, ignore_errors=True)


def kept_key(cache: Path) -> str:
    """The key that the kept companies are sealed with."""
    file = cache / "key"
    if not file.exists():
        file.write_bytes(Vault.new_key())
    return file.read_text()


def copied(cache: Path, folder: Path, deals: int, key: str) -> Settings:
    """Settings over a copy of the kept company, which is built now if this one was never measured before."""
    kept = kept_in(cache, "company", deals)
    if not (kept / "ready").exists():
        shutil.rmtree(kept, ignore_errors=True)
        _fill(settings_of(kept, key), deals)
        (kept / "ready").touch()
    ours = settings_of(folder / "sqlite", key)
    ours.home.mkdir()
    shutil.copyfile(kept / "quartermaster.db", ours.home / "quartermaster.db")
    return ours


def kept_in(cache: Path, what: str, many: int) -> Path:
    """The folder of something kept: the newest there is, or the one it is to be built in."""
    folders = [cache / f"{what}-{edition}" for edition in editions(many)]
    return next((one for one in folders if (one / "ready").exists()), folders[0])


def editions(many: int) -> list[str]:
    """What is kept is known by its seed, its size, and the revisions that made its tables.

    Shape:  the newest first. One of an older revision serves too: the copy that is measured is brought up to date.
    """
    schema, found = hashlib.sha256(), []
    for file in sorted((ROOT / "migrations" / "versions").glob("r*.py")):
        schema.update(file.read_bytes())
        found.append(f"{SEED}-{many}-{schema.hexdigest()[:10]}")
    return found[::-1]


def settings_of(home: Path, key: str, url: str = "") -> Settings:
    """The product's settings over a database."""
    return Settings(home=home, key=SecretStr(key), database_url=url, operators=frozenset({ASKS}))


def _fill(settings: Settings, deals: int) -> None:
    db = open_store(settings)
    load(db, demo.build(SEED, deals, NOW.date()), NOW - timedelta(hours=1))
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if db.is_sqlite else "SELECT 1")
    db.dispose()


@contextmanager
def _postgres(cache: Path, folder: Path, deals: int, key: str) -> Iterator[str]:
    """The address of a copy of the kept company on a real PostgreSQL that keeps what it commits."""
    import psycopg

    from tests import postgres

    # A server for each size, so that runs of several sizes can go on side by side.
    place = cache / f"pg-{deals}"
    os.environ[postgres.ROOM] = str(place)
    server = postgres._running_server()
    with psycopg.connect(server.get_uri(), autocommit=True) as door:
        for setting in ("shared_buffers = '1GB'", "max_wal_size = '4GB'", "fsync = off"):
            door.execute(f"ALTER SYSTEM SET {setting}")
        door.execute("SELECT pg_reload_conf()")
        names = [f"kept_{edition}".replace("-", "_") for edition in editions(deals)]
        there = {name for (name,) in door.execute("SELECT datname FROM pg_database").fetchall()}
        kept = next((name for name in names if name in there), names[0])
        if kept not in there:
            draft = postgres.empty_database()
            _fill(settings_of(folder / "filling", key, draft), deals)
            door.execute(f'ALTER DATABASE "{make_url(draft).database}" RENAME TO "{kept}"')
        for left in (name for name in there if _is_deserted(name)):
            door.execute(f'DROP DATABASE "{left}"')
        copy = f"{COPY}{os.getpid()}"
        door.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{kept}" STRATEGY FILE_COPY')
        # The tests' server does not wait for the disk; what is measured here has to.
        door.execute("ALTER SYSTEM SET fsync = on")
        door.execute("SELECT pg_reload_conf()")
        door.execute("CHECKPOINT")
    try:
        yield str(server.get_uri(database=copy, driver="psycopg"))
    finally:
        with psycopg.connect(server.get_uri(), autocommit=True) as door:
            door.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
            left = door.execute("SELECT datname FROM pg_database").fetchall()
        if not any(name.startswith(COPY) for (name,) in left):
            _stop(place / "d" / "postmaster.pid")


COPY = "bench_"
"""What the copies that are measured are called, before the number of the process that measures them."""


def _is_deserted(database: str) -> bool:
    return database.startswith(COPY) and not psutil.pid_exists(int(database.removeprefix(COPY)))


def _stop(pid_file: Path) -> None:
    """Lets the server end in order, so that what is kept is whole."""
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
    for _ in range(3_000):
        if not pid_file.exists():
            break
        time.sleep(0.02)
