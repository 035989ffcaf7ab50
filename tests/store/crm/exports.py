"""Writes small exports and imports them into a fresh database, for every test that asks what an import does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.import_command import import_files
from bot.migrate import upgrade
from store.crm.imports.report import Report
from store.session import Database, open_database
from store.vault import Vault

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
PEOPLE = "sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\nZane Levy,Summer Sewald,West\n"
DEALS = (
    "opportunity_id,sales_agent,product,account,deal_stage,created_date,close_date,amount\n"
    "D1,Anna Snelling,GTX Pro,Acme,Won,2026-01-05,2026-02-01,1054.50\n"
    "D2,Zane Levy,MG Special,Acme,Lost,2026-01-06,2026-02-02,0\n"
    "D3,Zane Levy,MG Special,,Negotiation,2026-01-07,,\n"
)


@contextmanager
def fresh(url: str) -> Iterator[Database]:
    """A migrated database that is closed again."""
    upgrade(url)
    db = open_database(url, Vault([Vault.new_key()]))
    try:
        yield db
    finally:
        db.dispose()


def folder(where: Path, **files: str | bytes) -> Path:
    """A folder with these CSV files, by the names without their ending."""
    where.mkdir(exist_ok=True)
    for name, content in files.items():
        path = where / f"{name}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return where


def bring_in(db: Database, *paths: Path, **options: Any) -> Report:
    """The report of an import of these files."""
    options.setdefault("now", NOW)
    options.setdefault("as_of", NOW)
    options.setdefault("quarantine", paths[0].parent / "quarantine")
    return import_files(db, list(paths), **options)


def rows(db: Database, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """What plain SQL finds."""
    with db.reading() as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


def one(db: Database, sql: str, **values: Any) -> Any:
    """The single value that plain SQL finds."""
    return rows(db, sql, **values)[0][0]


def defect(report: Report, id_: str) -> Any:
    """The defect of that name."""
    return next(d for d in report.defects if d.id == id_)
