"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import store.types
from store.protection import protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_app_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_app_audit_hash")),
    )
    with op.batch_alter_table("app_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_audit_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_app_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_app_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "app_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_clock")),
    )
    op.create_table(
        "app_conversations",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("intent", sa.LargeBinary(), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=True),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_conversations")),
    )
    op.create_table(
        "app_open_questions",
        sa.Column("conversation", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_app_open_questions")),
    )
    with op.batch_alter_table("app_open_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_open_questions_run_id"), ["run_id"], unique=False)

    op.create_table(
        "app_attempts",
        sa.Column("job_id", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_app_attempts")),
    )
    op.create_table(
        "app_effects",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_app_effects")),
    )
    op.create_table(
        "app_facts",
        sa.Column("run_id", sa.String(length=255), nullable=False),
        sa.Column("fact_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "fact_id", name=op.f("pk_app_facts")),
    )
    with op.batch_alter_table("app_facts", schema=None) as batch_op:
        batch_op.create_index("ix_app_facts_name", ["name"], unique=False)

    op.create_table(
        "app_inbox",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", store.types.Instant(), nullable=False),
        sa.Column("job_id", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_app_inbox")),
    )
    with op.batch_alter_table("app_inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_inbox_job_id"), ["job_id"], unique=False)
        batch_op.create_index(
            "ix_app_inbox_new",
            ["received_at"],
            unique=False,
            sqlite_where=sa.text("job_id is null"),
            postgresql_where=sa.text("job_id is null"),
        )

    op.create_table(
        "app_jobs",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("inbox_key", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", store.types.Instant(), nullable=False),
        sa.Column("finished_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_jobs")),
    )
    with op.batch_alter_table("app_jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_app_jobs_open",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.create_table(
        "app_name_choices",
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person", "words", name=op.f("pk_app_name_choices")),
    )
    op.create_table(
        "app_model_calls",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("agent", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("cached", sa.Integer(), nullable=False),
        sa.Column("out", sa.Integer(), nullable=False),
        sa.Column("ended", sa.String(length=40), nullable=False),
        sa.Column("vendor_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_model_calls")),
    )
    with op.batch_alter_table("app_model_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_model_calls_day"), ["day"], unique=False)

    op.create_table(
        "app_model_days",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_app_model_days")),
    )
    op.create_table(
        "app_model_told",
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("person", "what", "day", name=op.f("pk_app_model_told")),
    )
    op.create_table(
        "app_people_links",
        sa.Column("surface", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("checked_at", store.types.Instant(), nullable=False),
        sa.Column("person_id", sa.String(length=80), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("surface", "user", name=op.f("pk_app_people_links")),
    )
    op.create_table(
        "app_plans",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("request_id", sa.String(length=255), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_plans")),
    )
    with op.batch_alter_table("app_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_plans_request_id"), ["request_id"], unique=False)

    op.create_table(
        "app_posts",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_app_posts")),
    )
    with op.batch_alter_table("app_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_posts_run_id"), ["run_id"], unique=False)

    op.create_table(
        "app_prompt_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_prompt_uses")),
    )
    with op.batch_alter_table("app_prompt_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_prompt_uses_name"), ["name"], unique=False)

    op.create_table(
        "app_prompts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("tested_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_app_prompts")),
    )
    op.create_table(
        "app_review_items",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("needs", sa.String(length=20), nullable=False),
        sa.Column("assignee", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decided_by", sa.String(length=255), nullable=True),
        sa.Column("decided_at", store.types.Instant(), nullable=True),
        sa.Column("decided_key", sa.String(length=255), nullable=True),
        sa.Column("created_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_review_items")),
    )
    with op.batch_alter_table("app_review_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_review_items_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_app_review_items_status"), ["status"], unique=False)

    op.create_table(
        "app_runs",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.Column("sight", sa.LargeBinary(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_runs")),
    )
    with op.batch_alter_table("app_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_runs_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_app_runs_person"), ["person"], unique=False)

    op.create_table(
        "app_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_settings")),
    )
    with op.batch_alter_table("app_settings", schema=None) as batch_op:
        batch_op.create_index("uq_app_settings_version", ["name", "scope", "version"], unique=True)

    op.create_table(
        "crm_account_names",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_account_names")),
        sa.UniqueConstraint("name", name=op.f("uq_crm_account_names_name")),
    )
    op.create_table(
        "crm_name_keys",
        sa.Column("key", store.types.Spelling, nullable=False),
        sa.Column("short_of", sa.Integer(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "short_of", "name_id", name=op.f("pk_crm_name_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crm_name_parts",
        sa.Column("word", store.types.Spelling, nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", "name_id", name=op.f("pk_crm_name_parts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crm_name_hints",
        sa.Column("hint", store.types.Spelling, nullable=False),
        sa.Column("word", store.types.Spelling, nullable=False),
        sa.PrimaryKeyConstraint("hint", "word", name=op.f("pk_crm_name_hints")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crm_name_values",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_crm_name_values")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "crm_surveys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_surveys")),
    )
    op.create_table(
        "crm_account_tags",
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "tag", name=op.f("pk_crm_account_tags")),
    )
    op.create_table(
        "crm_accounts",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sector", sa.String(length=120), nullable=True),
        sa.Column("country", sa.String(length=120), nullable=True),
        sa.Column("revenue", store.types.Money(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("year_established", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.String(length=80), nullable=True),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_accounts")),
    )
    with op.batch_alter_table("crm_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_accounts_name"), ["name"], unique=False)

    op.create_table(
        "crm_activities",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("account_id", sa.String(length=80), nullable=True),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_activities")),
    )
    with op.batch_alter_table("crm_activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_activities_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_crm_activities_on_date", ["on_date", "owner_id", "type"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_activities_opportunity_id"), ["opportunity_id"], unique=False)

    op.create_table(
        "crm_aliases",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("said", sa.String(length=255), nullable=False),
        sa.Column("means_id", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("row_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_at", store.types.Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=255), nullable=True),
        sa.Column("decided_at", store.types.Instant(), nullable=True),
        sa.Column("moved", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "said", name=op.f("pk_crm_aliases")),
    )
    op.create_table(
        "crm_contacts",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_contacts")),
    )
    with op.batch_alter_table("crm_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_contacts_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_contacts_name"), ["name"], unique=False)

    op.create_table(
        "crm_field_changes",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("by_id", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_field_changes")),
    )
    with op.batch_alter_table("crm_field_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_field_changes_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_field_changes_opportunity_id"), ["opportunity_id"], unique=False)

    op.create_table(
        "crm_imports",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", store.types.Instant(), nullable=False),
        sa.Column("finished_at", store.types.Instant(), nullable=True),
        sa.Column("as_of", store.types.Instant(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_imports")),
    )
    op.create_table(
        "crm_leads",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("company", sa.String(length=255), nullable=True),
        sa.Column("lead_source", sa.String(length=120), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("converted_on", sa.Date(), nullable=True),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("last_activity_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_leads")),
    )
    with op.batch_alter_table("crm_leads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_leads_converted_on"), ["converted_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_leads_created_on"), ["created_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_leads_name"), ["name"], unique=False)

    op.create_table(
        "crm_opportunities",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=True),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("product_id", sa.String(length=80), nullable=True),
        sa.Column("stage_id", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("amount", store.types.Money(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("stage_entered_on", sa.Date(), nullable=True),
        sa.Column("stale_on", sa.Date(), nullable=True),
        sa.Column("last_activity_on", sa.Date(), nullable=True),
        sa.Column("quiet_on", sa.Date(), nullable=True),
        sa.Column("forecast_category", sa.String(length=20), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("lost_reason", sa.String(length=120), nullable=True),
        sa.Column("pushed_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_opportunities")),
    )
    with op.batch_alter_table("crm_opportunities", schema=None) as batch_op:
        batch_op.create_index("ix_crm_closed", ["close_date", "status", "owner_id", "amount"], unique=False)
        batch_op.create_index(
            "ix_crm_open_account",
            ["account_id"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_crm_open_close_date",
            ["close_date"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_crm_open_owner",
            ["owner_id"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_crm_open_quiet_on",
            ["quiet_on"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_crm_open_stage",
            ["stage_id", "stage_entered_on"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_crm_open_stale_on",
            ["stale_on"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index("ix_crm_opportunities_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_crm_opportunities_owner_id", ["owner_id", "close_date"], unique=False)
        batch_op.create_index("ix_crm_opportunities_updated_at", ["updated_at"], unique=False)
        batch_op.create_index("ix_crm_stage_amount", ["stage_id", "currency", "amount", "close_date"], unique=False)

    op.create_table(
        "crm_people",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("role", sa.String(length=20), server_default="rep", nullable=False),
        sa.Column("team_id", sa.String(length=80), nullable=True),
        sa.Column("manager_id", sa.String(length=80), nullable=True),
        sa.Column("territory_id", sa.String(length=80), nullable=True),
        sa.Column("timezone", sa.String(length=60), server_default="UTC", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_people")),
    )
    with op.batch_alter_table("crm_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_people_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_people_name"), ["name"], unique=False)

    op.create_table(
        "crm_products",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("series", sa.String(length=120), nullable=True),
        sa.Column("list_price", store.types.Money(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_products")),
    )
    with op.batch_alter_table("crm_products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_products_name"), ["name"], unique=False)

    op.create_table(
        "crm_quotas",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("amount", store.types.Money(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_quotas")),
    )
    with op.batch_alter_table("crm_quotas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_quotas_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "crm_stage_changes",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("from_stage_id", sa.String(length=80), nullable=True),
        sa.Column("to_stage_id", sa.String(length=80), nullable=True),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("by_id", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_stage_changes")),
    )
    with op.batch_alter_table("crm_stage_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_stage_changes_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_stage_changes_opportunity_id"), ["opportunity_id"], unique=False)

    op.create_table(
        "crm_stages",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_stages")),
    )
    with op.batch_alter_table("crm_stages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_stages_name"), ["name"], unique=False)

    op.create_table(
        "crm_teams",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("manager_id", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_teams")),
    )
    with op.batch_alter_table("crm_teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_teams_name"), ["name"], unique=False)

    op.create_table(
        "crm_territories",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_territories")),
    )
    with op.batch_alter_table("crm_territories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_territories_name"), ["name"], unique=False)
    op.create_table(
        "app_account_locks",
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=255), nullable=False),
        sa.Column("says", sa.String(length=120), nullable=False),
        sa.Column("until", store.types.Instant(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_app_account_locks")),
    )
    op.create_table(
        "app_approval_votes",
        sa.Column("approval_id", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("approval_id", "person_id", "digest", name=op.f("pk_app_approval_votes")),
    )
    op.create_table(
        "app_approvals",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("action_id", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("assignee", sa.String(length=80), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", store.types.Instant(), nullable=False),
        sa.Column("expires_at", store.types.Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_name", sa.String(length=255), nullable=False),
        sa.Column("decided_key", sa.String(length=255), nullable=False),
        sa.Column("decided_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_approvals")),
    )
    with op.batch_alter_table("app_approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_approvals_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            "ix_app_approvals_waiting",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(
            "uq_app_approvals_open",
            ["likeness"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "app_changes",
        sa.Column("action_id", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=80), nullable=False),
        sa.Column("requester", sa.String(length=255), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("approval_id", sa.String(length=80), nullable=False),
        sa.Column("undoes", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("moved", store.types.Money(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.Column("settled_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("action_id", "number", name=op.f("pk_app_changes")),
    )
    with op.batch_alter_table("app_changes", schema=None) as batch_op:
        batch_op.create_index("ix_app_changes_account", ["account_id", "at"], unique=False)
        batch_op.create_index("ix_app_changes_agent", ["agent", "at"], unique=False)
        batch_op.create_index("ix_app_changes_at", ["at"], unique=False)
        batch_op.create_index("ix_app_changes_record", ["record_id", "at"], unique=False)
        batch_op.create_index("ix_app_changes_requester", ["requester", "at"], unique=False)
        batch_op.create_index("ix_app_changes_undoes", ["undoes"], unique=False)

    op.create_table(
        "app_limit_uses",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", "key", name=op.f("pk_app_limit_uses")),
    )
    with op.batch_alter_table("app_limit_uses", schema=None) as batch_op:
        batch_op.create_index("ix_app_limit_uses_name_at", ["name", "at"], unique=False)

    op.create_table(
        "crm_tasks",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=80), nullable=False),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=12), server_default="open", nullable=False),
        sa.Column("source", sa.String(length=40), server_default="import", nullable=False),
        sa.Column("updated_at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_tasks")),
    )
    with op.batch_alter_table("crm_tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crm_tasks_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_crm_tasks_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "app_triggers",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("cron", sa.String(length=80), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("agent", sa.String(length=40), nullable=False),
        sa.Column("looked_until", store.types.Instant(), nullable=False),
        sa.Column("last_fired", store.types.Instant(), nullable=True),
        sa.Column("ended_at", store.types.Instant(), nullable=True),
        sa.Column("found", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fresh", sa.Integer(), server_default="0", nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("data_until", store.types.Instant(), nullable=True),
        sa.Column("policy", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_app_triggers")),
    )
    op.create_table(
        "app_flags",
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("opportunity_id", sa.String(length=80), nullable=True),
        sa.Column("owner_id", sa.String(length=80), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("flagged_at", store.types.Instant(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("cleared_at", store.types.Instant(), nullable=True),
        sa.Column("nudged_at", store.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("condition", "record_id", name=op.f("pk_app_flags")),
    )
    with op.batch_alter_table("app_flags", schema=None) as batch_op:
        batch_op.create_index(
            "ix_app_flags_standing",
            ["owner_id"],
            unique=False,
            sqlite_where=sa.text("cleared_at IS NULL"),
            postgresql_where=sa.text("cleared_at IS NULL"),
        )

    op.create_table(
        "app_nudges",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("to_id", sa.String(length=80), nullable=False),
        sa.Column("manager_id", sa.String(length=80), nullable=False),
        sa.Column("digest_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", store.types.Instant(), nullable=False),
        sa.Column("due_at", store.types.Instant(), nullable=True),
        sa.Column("sent_at", store.types.Instant(), nullable=True),
        sa.Column("ended_at", store.types.Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=80), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_nudges")),
    )
    with op.batch_alter_table("app_nudges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_nudges_digest_id"), ["digest_id"], unique=False)
        batch_op.create_index("ix_app_nudges_to_id", ["to_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_app_nudges_held",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )

    op.create_table(
        "app_snoozes",
        sa.Column("person_id", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("until", store.types.Instant(), nullable=False),
        sa.Column("at", store.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "record_id", name=op.f("pk_app_snoozes")),
    )
    protect(op.get_bind())
