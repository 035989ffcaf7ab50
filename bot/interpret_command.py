"""`quartermaster interpret`: what messages mean, read against names in a scratch database, never the user's."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from bot.ask_command import BROKEN, read_rows, told_broken
from bot.demo_command import SEED, load
from bot.migrate import upgrade
from domain.language.interpreter import understand, understand_text_in_context
from domain.language.meaning import meaning
from domain.language.names import NameIndex
from domain.work import Person
from store.crm import demo
from store.crm.names import load_names
from store.session import Database, open_database
from store.vault import Vault

AS_OF = {"maven": date(2017, 12, 31), "b2b": date(2026, 11, 20)}
SENDER = Person(id="sender", name="Dana Whitfield", role="manager")


def interpret_file(path: Path, dataset: str | None) -> None:
    """Prints {id, kind, meaning, ms} for every row."""
    for row in read_rows(path):
        said = dataset or row.get("dataset")
        names, today = _names("maven" if said == "maven" else "b2b"), AS_OF["maven" if said == "maven" else "b2b"]
        click.echo(json.dumps(_meant(row, names, today), ensure_ascii=False))


def _meant(row: dict[str, Any], names: NameIndex, today: date) -> dict[str, Any]:
    """One row's meaning; a row that breaks us says so in its own place, and the rows after it are read."""
    try:
        return interpret(row, names, today)
    except Exception as error:  # noqa: BLE001  one row must not take the others with it
        told_broken(row, error)
        return {"id": row["id"], "kind": BROKEN, "meaning": {}, "ms": 0}


def interpret(row: dict[str, Any], names: NameIndex, today: date) -> dict[str, Any]:
    """One row's meaning in the neutral vocabulary, and how long it took."""
    started = time.perf_counter()
    if isinstance(row.get("context"), str) and row["context"]:
        intent = understand_text_in_context(row["text"], row["context"], names, today=today)
    else:
        intent = understand(row["text"], names, today=today)
    kind, said = meaning(intent)
    return {"id": row["id"], "kind": kind, "meaning": said, "ms": round((time.perf_counter() - started) * 1000, 3)}


@cache
def _names(dataset: str) -> NameIndex:
    """The names of a data set, from a scratch database that is gone again when this returns."""
    with TemporaryDirectory(prefix="quartermaster-") as folder:
        db = scratch(Path(folder))
        if dataset == "maven":
            import_public_set(db)
        else:
            load(
                db,
                demo.build(SEED, demo.LEAST_SIZE, AS_OF["b2b"]),
                datetime.combine(AS_OF["b2b"], datetime.min.time(), UTC),
            )
        with db.reading() as connection:
            names = load_names(connection)
        db.dispose()
    return names


def scratch(folder: Path) -> Database:
    """An empty database of its own."""
    url = f"sqlite:///{folder / 'scratch.db'}"
    upgrade(url)
    return open_database(url, Vault([Vault.new_key()]))


def import_public_set(db: Database) -> None:
    """The public Maven export, from the folder that QUARTERMASTER_DATA names."""
    from bot.import_command import import_files

    folder = os.environ.get("QUARTERMASTER_DATA")
    if not folder or not (Path(folder) / "maven_crm").is_dir():
        raise click.ClickException(
            "The Maven names are not shipped; set QUARTERMASTER_DATA to the folder that holds maven_crm."
        )
    import_files(db, [Path(folder) / "maven_crm"], as_of=datetime.combine(AS_OF["maven"], datetime.max.time(), UTC))
