"""`quartermaster demo-data`: the made-up company, loaded or only counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.bootstrap import open_store
from bot.settings import from_environment
from store.crm import bulk, demo
from store.session import Database

SEED, SIZE = 7, 2000


def fill(*, seed: int, size: int, as_of: str, counts_only: bool) -> None:
    """Loads the company, or prints its planted cases as JSON."""
    today = _day(as_of)
    company = demo.build(seed, size, today)
    if counts_only:
        click.echo(json.dumps(demo.counts(company), indent=1))
        return
    now = datetime.now(UTC) if not as_of else datetime.combine(today, time(23, 59), UTC)
    db = open_store(from_environment())
    with _watched(size) as watch:
        loaded = load(db, company, now, watch)
    click.echo(", ".join(f"{count:,} {kind}" for kind, count in loaded.items()) + " loaded.")


def load(db: Database, company: demo.DemoCompany, now: datetime, watch: bulk.Watch = bulk.nobody) -> dict[str, int]:
    """How many rows of each kind were loaded, in one transaction."""
    with bulk.connected(db) as connection, connection.execution_options(immediate=True).begin():
        return demo.load(connection, company, now, watch)


@contextmanager
def _watched(size: int) -> Iterator[bulk.Watch]:
    """Shows how far it is, where somebody looks on."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Making deals", total=size)
        yield lambda what, done: progress.update(task, description=what, advance=done)


def _day(as_of: str) -> date:
    try:
        return date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    except ValueError as error:
        raise click.ClickException(f"“{as_of}” is not a date; write it as 2026-11-20.") from error
