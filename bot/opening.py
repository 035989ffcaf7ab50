"""Opens what is kept: apart from the wiring, so that whoever only listens need not load the rest of the bot."""

from __future__ import annotations

from pathlib import Path

from bot.migrate import upgrade
from bot.settings import Settings
from domain.errors import BadSetting
from store.session import Database, open_database
from store.vault import open_vault


def open_store(settings: Settings) -> Database:
    """The database, brought to this release's revision; its folder and key are made at first use."""
    make_home(settings.home)
    upgrade(settings.url)
    vault = open_vault(settings.key_file, settings.key.get_secret_value())
    return open_database(settings.url, vault, settings.reader_url)


def make_home(home: Path) -> None:
    """Makes the folder for everything that is kept. BadSetting when that cannot be."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("QUARTERMASTER_HOME", f"the folder {home} cannot be made ({error.strerror})") from error
