"""What a pause that ends by itself needs, and what else this release keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds what is new; rows of before get the defaults."""
    _pauses()
    _moves()
    _forgotten()
    _folded_names()
    _statistics()


def _pauses() -> None:
    """Who is told that a pause is over."""
    op.add_column("app_agent_pauses", sa.Column("by_id", sa.String(length=255), server_default="", nullable=False))


def _forgotten() -> None:
    """Whom no import brings back."""
    op.create_table(
        "app_forgotten",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_app_forgotten")),
    )


def _moves() -> None:
    """In which currency an amount moved; what was kept before is taken for the company's own."""
    op.add_column("app_changes", sa.Column("moved_in", sa.String(length=3), server_default="", nullable=False))


def _folded_names() -> None:
    """Indexes of names and addresses as they are compared, whatever their case."""
    for table, column in (("crm_accounts", "name"), ("crm_people", "name"), ("crm_people", "email")):
        op.create_index(f"ix_{table}_lower_{column}", table, [sa.text(f"lower({column})")])


def _statistics() -> None:
    """What the planner has to know of the records that are there: it was never told on SQLite.

    A few seconds for a million deals, once; later loads tell it themselves.
    """
    for table in ("accounts", "activities", "contacts", "field_changes", "leads", "opportunities", "people", "quotas",
                  "stage_changes", "stages", "teams", "territories", "products", "account_tags", "account_names",
                  "name_keys", "name_parts", "name_hints"):  # fmt: skip
        op.execute(f"ANALYZE crm_{table}")
