"""Opens what is kept: apart from the wiring, so that whoever only listens need not load the rest of the bot."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

from bot.migrate import upgrade
from bot.settings import Settings
from domain.errors import BadSetting
from scheduler.lease import Heart
from store.leases import Lease
from store.schema import is_shared
from store.session import Database, open_database
from store.vault import open_vault


def open_store(settings: Settings, lease: Lease | None = None) -> Database:
    """The database, brought to this release's revision; its folder and key are made at first use."""
    make_home(settings.home)
    upgrade(settings.url)
    vault = open_vault(settings.key_file, settings.key.get_secret_value())
    return open_database(settings.url, vault, settings.reader_url, lease)


def open_alive(settings: Settings, role: str) -> tuple[Database, Heart | None]:
    """The database, and what says from now on that this process of a role is alive; None where a role has only one."""
    heart = _come_alive(settings, role) if is_shared(settings.url) else None
    return open_store(settings, heart.lease if heart else None), heart


def _come_alive(settings: Settings, role: str) -> Heart:
    upgrade(settings.url)
    id_ = f"{role}-{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(3)}"
    heart = Heart(Lease(settings.url, role, id_))
    heart.start()
    return heart


def make_home(home: Path) -> None:
    """Makes the folder for everything that is kept. BadSetting when that cannot be."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("QUARTERMASTER_HOME", f"the folder {home} cannot be made ({error.strerror})") from error
