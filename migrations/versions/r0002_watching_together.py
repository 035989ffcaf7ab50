"""What several processes need to watch one CRM together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds what is new; rows of before get the defaults."""
    _leases()
    _deaths()
    _guard()
    _audit_names()
    _wakes()
    _exceptions()
    _capacity_overrides()
    _stages_seen()


def _leases() -> None:
    op.create_table(
        "app_leases",
        sa.Column("id", sa.String(length=63), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("leads", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seen_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_leases")),
    )
    leads = sa.text("leads")
    op.create_index(
        "ix_app_leases_leader", "app_leases", ["role"], unique=True, sqlite_where=leads, postgresql_where=leads
    )


def _deaths() -> None:
    op.add_column("app_jobs", sa.Column("deaths", sa.Integer(), server_default="0", nullable=False))
    op.add_column("app_jobs", sa.Column("pardoned", sa.Integer(), server_default="0", nullable=False))
    op.add_column("app_jobs", sa.Column("died_with", sa.String(length=80), nullable=True))


def _guard() -> None:
    op.create_table(
        "app_agent_pauses",
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("since", store.types.Instant(), nullable=False),
        sa.Column("until", store.types.Instant(), nullable=True),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("told_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_app_agent_pauses")),
    )
    op.create_table(
        "app_services",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("down_since", store.types.Instant(), nullable=True),
        sa.Column("probe_at", store.types.Instant(), nullable=True),
        sa.Column("why", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_app_services")),
    )
    op.create_table(
        "app_opt_outs",
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("since", store.types.Instant(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("address", "channel", name=op.f("pk_app_opt_outs")),
    )
    op.create_table(
        "app_sla_marks",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("whom", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("subject", "what", name=op.f("pk_app_sla_marks")),
    )
    with op.batch_alter_table("app_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_no", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.LargeBinary(), nullable=True))
        batch_op.create_index(
            "ix_app_changes_waiting",
            ["waits_no"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )


def _audit_names() -> None:
    op.create_table(
        "app_audit_names",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_app_audit_names")),
        sa.UniqueConstraint("digest", name=op.f("uq_app_audit_names_digest")),
    )


def _capacity_overrides() -> None:
    op.create_table(
        "app_capacity_overrides",
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("until", store.types.Instant(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_app_capacity_overrides")),
    )


def _wakes() -> None:
    op.create_table(
        "app_wakes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.String(length=40), nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("ended_at", store.types.Instant(), nullable=True),
        sa.Column("run_id", sa.String(length=255), server_default="", nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number", "agent", name=op.f("pk_app_wakes")),
    )
    op.add_column("app_changes", sa.Column("wake_no", sa.Integer(), nullable=True))
    op.add_column("crm_imports", sa.Column("wake_no", sa.Integer(), nullable=True))
    # What was there before wakes nobody.
    op.execute("UPDATE app_changes SET wake_no = 0 WHERE status = 'done'")
    op.execute("UPDATE crm_imports SET wake_no = 0 WHERE finished_at IS NOT NULL")
    untold = sa.text("status = 'done' AND wake_no IS NULL")
    op.create_index(
        "ix_app_changes_untold", "app_changes", ["settled_at"], sqlite_where=untold, postgresql_where=untold
    )


def _stages_seen() -> None:
    op.create_table(
        "app_stages_seen",
        sa.Column("opportunity_id", sa.String(length=80), nullable=False),
        sa.Column("stage_id", sa.String(length=80), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_app_stages_seen")),
    )


def _exceptions() -> None:
    op.add_column("app_review_items", sa.Column("number", sa.Integer(), server_default="0", nullable=False))
    op.add_column("app_review_items", sa.Column("snoozed_until", store.types.Instant(), nullable=True))
    op.create_index(op.f("ix_app_review_items_number"), "app_review_items", ["number"], unique=False)
    op.execute(
        "UPDATE app_review_items AS i SET number = "
        "(SELECT count(*) FROM app_review_items o WHERE (o.created_at, o.id) <= (i.created_at, i.id))"
    )
