"""What the database itself refuses: changes to the audit trail, and every write by the reader."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from store.schema import is_postgres, owner_engine
from store.session import APP_ROLE, READER_ROLE, Database


def protect(connection: Connection) -> None:
    """Puts the refusals in place; safe to run again."""
    if connection.dialect.name == "sqlite":
        _sqlite(connection)
    else:
        _postgres(connection)


def reader_is_refused(db: Database) -> bool:
    """Whether the database itself refuses a write by the reader; the write is tried, and would change nothing."""
    try:
        with db.reader.connect() as connection:
            connection.execute(text("UPDATE crm_accounts SET name = name WHERE id = ''"))
    except DBAPIError:
        return True
    return False


KEPT = "seq, at, actor, on_behalf_of, action, subject, outcome, approval, cost_usd, digest, previous, hash"
"""What no row of the trail may change; its sealed details may be erased."""
REFUSED_ON_SQLITE = {
    "app_audit_no_update": f"BEFORE UPDATE OF {KEPT} ON app_audit",
    "app_audit_no_delete": "BEFORE DELETE ON app_audit",
    # REPLACE deletes the row that is in its way, and SQLite does not call that a deletion.
    "app_audit_no_replace": "BEFORE INSERT ON app_audit "
    "WHEN EXISTS (SELECT 1 FROM app_audit WHERE seq = NEW.seq OR hash = NEW.hash)",
}


def _sqlite(connection: Connection) -> None:
    for name, when in REFUSED_ON_SQLITE.items():
        refuse = "SELECT RAISE(ABORT, 'the audit trail is append-only')"
        connection.execute(text(f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN {refuse}; END"))


def _postgres(connection: Connection) -> None:
    for role in (APP_ROLE, READER_ROLE):
        _make_role(connection, role)
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION app_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
        )
    )
    connection.execute(
        text(
            f"CREATE OR REPLACE TRIGGER app_audit_refuse BEFORE UPDATE OF {KEPT} OR DELETE OR TRUNCATE ON app_audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION app_audit_refuse()"
        )
    )
    if not _has_role(connection, APP_ROLE):
        return
    grant(connection, "public")
    connection.execute(text(f'REVOKE UPDATE, DELETE, TRUNCATE ON app_audit FROM "{APP_ROLE}"'))
    connection.execute(text(f'GRANT UPDATE (details) ON app_audit TO "{APP_ROLE}"'))


def grant(connection: Connection, schema: str) -> None:
    """Gives the app's role its tables of a schema, and the reader's the CRM mirror to look at."""
    connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO "{APP_ROLE}", "{READER_ROLE}"'))
    for what, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
        connection.execute(text(f'GRANT {rights} ON ALL {what} IN SCHEMA "{schema}" TO "{APP_ROLE}"'))
        connection.execute(
            text(f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT {rights} ON {what} TO "{APP_ROLE}"')
        )
    if schema == "public":
        connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{READER_ROLE}"'))
        connection.execute(text(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO "{READER_ROLE}"'))


_GRANTING = 0x51_4D_47_52


def let_app_enqueue(url: str) -> None:
    """Gives the app's role the durable engine's tables on PostgreSQL, so that a job is enqueued with our own rows."""
    engine = owner_engine(url)
    try:
        with engine.begin() as connection:
            if is_postgres(engine) and _has_role(connection, APP_ROLE):
                # Of processes that start together, two that grant at once would trip over each other.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_GRANTING})"))
                grant(connection, "dbos")
    finally:
        engine.dispose()


def _make_role(connection: Connection, role: str) -> None:
    """Makes a role if we may; without the right to, read-only transactions still hold and `doctor` says so."""
    if _has_role(connection, role):
        return
    nested = connection.begin_nested()
    try:
        connection.execute(text(f'CREATE ROLE "{role}" NOLOGIN'))
        connection.execute(text(f'GRANT "{role}" TO CURRENT_USER'))
        nested.commit()
    except DBAPIError:
        # No right to make roles, or another database of this server is making the same ones at this moment.
        nested.rollback()


def _has_role(connection: Connection, role: str) -> bool:
    return bool(connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar())
