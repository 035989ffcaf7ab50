"""The tables of the CRM mirror. Every record keeps its external id, its source and when it last changed there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, LargeBinary, String, Table, Text, func, text
from sqlalchemy.types import TypeEngine

from store.types import Instant, Money, Spelling, metadata

OPEN = text("is_open")


def _record(name: str, *columns: Column[Any]) -> Table:
    """A mirrored record: external id, its own columns, source, and the source's time of last change."""
    return Table(
        name,
        metadata,
        Column("id", String(80), primary_key=True),
        *columns,
        Column("source", String(40), nullable=False, server_default="import"),
        Column("updated_at", Instant, nullable=False),
    )


def _ref(name: str, index: bool = False) -> Column[Any]:
    """The external id of another record. No foreign key: an export may name a record that it does not hold."""
    return Column(name, String(80), index=index)


def _name(kind: TypeEngine[str] | None = None) -> Column[Any]:
    return Column("name", kind or String(255), nullable=False, index=True)


territories = _record("crm_territories", _name())
teams = _record("crm_teams", _name(), _ref("manager_id"))
people = _record(
    "crm_people",
    _name(),
    Column("email", String(255), index=True),
    Column("role", String(20), nullable=False, server_default="rep"),
    _ref("team_id"),
    _ref("manager_id"),
    _ref("territory_id"),
    Column("timezone", String(60), nullable=False, server_default="UTC"),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
)
accounts = _record(
    "crm_accounts",
    _name(),
    Column("sector", String(120)),
    Column("country", String(120)),
    Column("revenue", Money),
    Column("currency", String(3)),
    Column("employees", Integer),
    Column("year_established", Integer),
    _ref("parent_id"),
    _ref("owner_id"),
    Column("created_on", Date),
)
# What people type is compared whatever its case, and a comparison of `lower(name)` is served by an index of just that.
Index("ix_crm_people_lower_name", func.lower(people.c.name))
Index("ix_crm_people_lower_email", func.lower(people.c.email))
Index("ix_crm_accounts_lower_name", func.lower(accounts.c.name))
account_tags = Table(
    "crm_account_tags",
    metadata,
    Column("account_id", String(80), primary_key=True),
    Column("tag", String(80), primary_key=True),
)
contacts = _record(
    "crm_contacts",
    _name(),
    _ref("account_id", index=True),
    Column("title", String(255)),
    Column("email", String(255)),
    Column("phone", String(60)),
)
products = _record(
    "crm_products",
    _name(),
    Column("series", String(120)),
    Column("list_price", Money),
    Column("currency", String(3)),
)
stages = _record(
    "crm_stages",
    _name(),
    Column("position", Integer, nullable=False),
    Column("status", String(8), nullable=False),
    Column("probability", Float, nullable=False),
)
quotas = _record(
    "crm_quotas",
    _ref("owner_id", index=True),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
)
opportunities = _record(
    "crm_opportunities",
    Column("name", String(255), nullable=False),
    _ref("account_id"),
    _ref("owner_id"),
    _ref("product_id"),
    _ref("stage_id"),
    Column("status", String(8), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("amount", Money),
    Column("currency", String(3), nullable=False),
    Column("created_on", Date),
    Column("close_date", Date),
    Column("stage_entered_on", Date),
    Column("stale_on", Date),
    Column("last_activity_on", Date),
    Column("quiet_on", Date),
    Column("forecast_category", String(20)),
    Column("next_step", Text),
    Column("lost_reason", String(120)),
    Column("pushed_count", Integer, nullable=False, server_default="0"),
)
Index("ix_crm_open_stale_on", opportunities.c.stale_on, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_crm_open_quiet_on", opportunities.c.quiet_on, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_crm_open_close_date", opportunities.c.close_date, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_crm_open_owner", opportunities.c.owner_id, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_crm_open_account", opportunities.c.account_id, sqlite_where=OPEN, postgresql_where=OPEN)
Index(
    "ix_crm_open_stage",
    opportunities.c.stage_id,
    opportunities.c.stage_entered_on,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index(
    "ix_crm_closed",
    opportunities.c.close_date,
    opportunities.c.status,
    opportunities.c.owner_id,
    opportunities.c.amount,
)
Index(
    "ix_crm_stage_amount",
    opportunities.c.stage_id,
    opportunities.c.currency,
    opportunities.c.amount,
    opportunities.c.close_date,
)
Index("ix_crm_opportunities_account_id", opportunities.c.account_id)
Index("ix_crm_opportunities_owner_id", opportunities.c.owner_id, opportunities.c.close_date)
Index("ix_crm_opportunities_updated_at", opportunities.c.updated_at)

stage_changes = _record(
    "crm_stage_changes",
    _ref("opportunity_id", index=True),
    _ref("from_stage_id"),
    _ref("to_stage_id"),
    Column("at", Instant, nullable=False, index=True),
    _ref("by_id"),
)
field_changes = _record(
    "crm_field_changes",
    _ref("opportunity_id", index=True),
    Column("field", String(60), nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("at", Instant, nullable=False, index=True),
    _ref("by_id"),
)
activities = _record(
    "crm_activities",
    Column("type", String(40), nullable=False),
    Column("subject", Text),
    _ref("owner_id"),
    _ref("account_id", index=True),
    _ref("opportunity_id", index=True),
    Column("on_date", Date, nullable=False),
    Column("at", Instant),
)
Index("ix_crm_activities_on_date", activities.c.on_date, activities.c.owner_id, activities.c.type)
leads = _record(
    "crm_leads",
    _name(),
    Column("company", String(255)),
    Column("lead_source", String(120)),
    Column("status", String(40), nullable=False),
    _ref("owner_id"),
    Column("created_on", Date, index=True),
    Column("converted_on", Date, index=True),
    _ref("opportunity_id"),
    Column("last_activity_on", Date),
)

LEADS_GIVEN_UP = ("disqualified", "unqualified", "rejected", "junk", "dead", "lost", "closed")
"""Words that CRMs use for a lead nobody works on any more."""

imports = Table(
    "crm_imports",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("source", String(255), nullable=False),
    Column("state", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("as_of", Instant),
    Column("report", Text, nullable=False),
    Column("wake_no", Integer),
)
"""`wake_no` is the one wake of agents that a finished load was part of (`store.wakes`)."""
aliases = Table(
    "crm_aliases",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("said", String(255), primary_key=True),
    Column("means_id", String(80)),
    Column("state", String(20), nullable=False),
    Column("row_count", Integer, nullable=False, server_default="0"),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", String(255)),
    Column("decided_at", Instant),
    Column("moved", LargeBinary),
)
"""Near-miss values: `asked` until an operator answers, then `same` (means_id holds) or `different`. `moved` names the
records that the answer gave to another one, packed, so that it can be taken back."""

account_names = Table(
    "crm_account_names",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(255), nullable=False, unique=True),
)
"""Every different name of an account, numbered: what the tables below speak of. `store.crm.name_index` keeps them."""
name_keys = Table(
    "crm_name_keys",
    metadata,
    Column("key", Spelling, primary_key=True),
    Column("short_of", Integer, primary_key=True),
    Column("name_id", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""What names are called by: 100 less the score of it, so that the best come first."""
name_parts = Table(
    "crm_name_parts",
    metadata,
    Column("word", Spelling, primary_key=True),
    Column("name_id", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""The later words of names."""
name_hints = Table(
    "crm_name_hints",
    metadata,
    Column("hint", Spelling, primary_key=True),
    Column("word", Spelling, primary_key=True),
    sqlite_with_rowid=False,
)
"""The words of names by what a misspelt one shares with them."""
name_values = Table(
    "crm_name_values",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("value", String(255), primary_key=True),
    sqlite_with_rowid=False,
)
"""Words that records are sorted by and people name: sectors, countries, tags, reasons. Few, of very many records."""

surveys = Table(
    "crm_surveys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("found", Text, nullable=False),
)
"""What is true of all deals at once, and of which state of them. One row at most; `store.crm.survey` keeps it."""

RECORDS = {
    "territory": territories,
    "team": teams,
    "person": people,
    "account": accounts,
    "contact": contacts,
    "product": products,
    "stage": stages,
    "quota": quotas,
    "opportunity": opportunities,
    "stage_change": stage_changes,
    "field_change": field_changes,
    "activity": activities,
    "lead": leads,
}
"""Mirrored records by kind, in the order in which they can be loaded."""
