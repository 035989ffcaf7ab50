"""`quartermaster demo-data`: the made-up company, loaded or only counted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import click

from bot.bootstrap import open_store
from bot.settings import from_environment
from store.crm import demo
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
    loaded = load(open_store(from_environment()), company, now)
    click.echo(", ".join(f"{count:,} {kind}" for kind, count in loaded.items()) + " loaded.")


def load(db: Database, company: demo.DemoCompany, now: datetime) -> dict[str, int]:
    """How many rows of each kind were loaded, in one transaction."""
    with db.begin() as session:
        return demo.load(session.connection(), company, now)


def _day(as_of: str) -> date:
    try:
        return date.fromisoformat(as_of) if as_of else datetime.now(UTC).date()
    except ValueError as error:
        raise click.ClickException(f"“{as_of}” is not a date; write it as 2026-11-20.") from error
