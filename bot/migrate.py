"""Brings a database to this code's revision; Alembic is loaded only when the database is behind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, make_url, text

from domain.errors import BadSetting
from migrations import HEAD


def revision(engine: Engine) -> str:
    """The revision a database stands at; empty for a new one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def upgrade(url: str) -> bool:
    """Whether anything had to be done. BadSetting when the database was made by a newer release."""
    engine = _owner(url)
    try:
        at = revision(engine)
        if at == HEAD:
            return False
        if at > HEAD:
            raise BadSetting("the database", f"it was made by a newer release (revision {at}, this one knows {HEAD})")
        _run(engine)
        return True
    finally:
        engine.dispose()


def _owner(url: str) -> Engine:
    """An engine with the owner's rights, in which a whole upgrade is one transaction on both databases."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed.set(drivername="postgresql+psycopg"))
    Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": 30})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _run(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7310000)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
