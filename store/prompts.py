"""Versions of what models are told to do: written, tested, put to use and taken back, and never lost.

Version 0 is the one that ships; it is a constant in the code and has no row.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Text, func, select, text
from sqlalchemy.orm import Session

from domain.errors import Refused
from domain.value import Value
from store.session import Database
from store.types import Instant, metadata

prompts = Table(
    "app_prompts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("words", LargeBinary, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", Instant, nullable=False),
    Column("passed", Boolean),
    Column("report", Text, nullable=False),
    Column("tested_at", Instant),
)
uses = Table(
    "app_prompt_uses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(40), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("by", String(255), nullable=False),
    Column("at", Instant, nullable=False),
)
SHIPPED = 0
_LOCK = 7_310_003


class PromptVersion(Value):
    """One version somebody wrote. `passed` is None until it was tested; `report` says how the test went."""

    name: str
    version: int
    words: str
    by: str
    at: datetime
    passed: bool | None = None
    report: str = ""
    tested_at: datetime | None = None


class NotTested(Refused):
    """A version was to be used that did not pass its test."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(
            f"Version {version} of the {name} prompt has not passed its test. Say “test prompt {name}” first."
        )


class NoSuchVersion(Refused):
    """There is no version of that number."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(f"The {name} prompt has no version {version}. Say “show prompts” to see which there are.")


def write(session: Session, db: Database, name: str, words: str, *, by: str, at: datetime) -> int:
    """The number of a new version; it is not used before it has passed its test and was activated."""
    _alone(session)
    latest = session.execute(select(func.max(prompts.c.version)).where(prompts.c.name == name)).scalar()
    version = int(latest or SHIPPED) + 1
    session.execute(
        prompts.insert().values(
            name=name, version=version, words=db.vault.seal(words), by=by, at=at, passed=None, report="", tested_at=None
        )
    )
    return version


def note_test(session: Session, name: str, version: int, *, passed: bool, report: str, at: datetime) -> None:
    """Keeps how a version's latest test went."""
    here = (prompts.c.name == name) & (prompts.c.version == version)
    session.execute(prompts.update().where(here).values(passed=passed, report=report, tested_at=at))


def activate(session: Session, name: str, version: int, *, by: str, at: datetime) -> None:
    """Puts a version to use. Raises: NoSuchVersion, NotTested; the shipped one needs no test."""
    _alone(session)
    if version != SHIPPED:
        here = (prompts.c.name == name) & (prompts.c.version == version)
        found = session.execute(select(prompts.c.passed).where(here)).first()
        if found is None:
            raise NoSuchVersion(name, version)
        if not found.passed:
            raise NotTested(name, version)
    session.execute(uses.insert().values(name=name, version=version, by=by, at=at))


def versions(db: Database, name: str) -> list[PromptVersion]:
    """Every version somebody wrote, newest first."""
    query = select(prompts).where(prompts.c.name == name).order_by(prompts.c.version.desc())
    with db.looking() as connection:
        rows = connection.execute(query).mappings().all()
    return [PromptVersion(**{**row, "words": db.vault.unseal(row["words"])}) for row in rows]


def version_of(db: Database, name: str, version: int) -> PromptVersion:
    """One version. Raises: NoSuchVersion."""
    found = next((one for one in versions(db, name) if one.version == version), None)
    if found is None:
        raise NoSuchVersion(name, version)
    return found


def in_use(db: Database, name: str) -> int:
    """The version now used."""
    return next((version for version, _, _ in history(db, name, most=1)), SHIPPED)


def history(db: Database, name: str, most: int = 20) -> list[tuple[int, str, datetime]]:
    """(version, who put it to use, when), newest first."""
    query = select(uses).where(uses.c.name == name).order_by(uses.c.id.desc()).limit(most)
    with db.looking() as connection:
        return [(row.version, row.by, row.at) for row in connection.execute(query)]


def before_this(db: Database, name: str) -> int:
    """The version that was used before the one now used: the one to go back to."""
    now, *earlier = [version for version, _, _ in history(db, name, most=100)] or [SHIPPED]
    return next((version for version in earlier if version != now), SHIPPED)


def words_in_use(db: Database, name: str, shipped: str) -> str:
    """The text now used."""
    version = in_use(db, name)
    return shipped if version == SHIPPED else version_of(db, name, version).words


def _alone(session: Session) -> None:
    """SQLite has one writer anyway; on PostgreSQL two could read the same latest version."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
