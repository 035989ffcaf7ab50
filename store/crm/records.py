"""One record of the mirror as it came, for somebody who wants to see what stands behind a number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, or_, select

from domain.rights import Sight
from store.crm.tables import (
    OPEN,
    RECORDS,
    accounts,
    contacts,
    opportunities,
    people,
    products,
    stages,
    teams,
    territories,
)

OWNED = ("opportunity", "lead", "activity", "quota")
HIDDEN = ("stale_on", "quiet_on", "is_open")


NAMED = {
    "owner_id": people, "manager_id": people, "stage_id": stages, "account_id": accounts, "parent_id": accounts,
    "product_id": products, "team_id": teams, "territory_id": territories, "opportunity_id": opportunities,
    "contact_id": contacts,
}  # fmt: skip
"""Fields that hold another record's id, and where that record has its name."""


def find_record(connection: Connection, record_id: str, sight: Sight) -> tuple[str, dict[str, Any]] | None:
    """(kind, fields by name) of the record, if it exists and may be seen; the same None for both."""
    for kind, table in RECORDS.items():
        row = connection.execute(select(table).where(table.c.id == record_id)).mappings().first()
        if row is not None:
            return (kind, _named(connection, dict(row))) if _may_see(connection, kind, dict(row), sight) else None
    return None


def records_named(connection: Connection, name: str, sight: Sight, most: int) -> list[tuple[str, str, str]]:
    """(kind, id, name) of deals and accounts with this whole name, whatever its case, that may be seen."""
    found: list[tuple[str, str, str]] = []
    for kind in ("opportunity", "account"):
        table = RECORDS[kind]
        rows = connection.execute(
            select(table).where(func.lower(table.c.name) == name.lower()).order_by(table.c.id)
        ).mappings()
        found += [(kind, row["id"], row["name"]) for row in rows if _may_see(connection, kind, dict(row), sight)]
    return found[:most]


def open_deals_of(connection: Connection, account_names: Collection[str], sight: Sight) -> list[tuple[str, str]]:
    """(id, name) of the open deals of the accounts with these whole names that may be seen, by name."""
    mine = select(accounts.c.id).where(func.lower(accounts.c.name).in_(sorted(name.lower() for name in account_names)))
    query = select(opportunities).where(OPEN, opportunities.c.account_id.in_(mine))
    rows = connection.execute(query.order_by(opportunities.c.name, opportunities.c.id)).mappings()
    return [(row["id"], row["name"]) for row in rows if _may_see(connection, "opportunity", dict(row), sight)]


def ids_about(connection: Connection, names: Collection[str], most: int) -> list[str]:
    """Ids of the accounts and deals with these whole names, and of the accounts' deals and contacts."""
    called = sorted(names)
    lower = [name.lower() for name in called]
    here = or_(accounts.c.name.in_(called), func.lower(accounts.c.name).in_(lower))
    mine = list(connection.execute(select(accounts.c.id).where(here).limit(most)).scalars())
    deals = or_(opportunities.c.account_id.in_(mine), func.lower(opportunities.c.name).in_(lower))
    found = [*mine, *connection.execute(select(opportunities.c.id).where(deals).limit(most)).scalars()]
    people_there = select(contacts.c.id).where(contacts.c.account_id.in_(mine)).limit(most)
    return [*found, *connection.execute(people_there).scalars()][:most]


def _may_see(connection: Connection, kind: str, row: dict[str, Any], sight: Sight) -> bool:
    if sight.kind != "owners":
        return sight.kind == "all"
    if kind in OWNED or kind == "account":
        return row.get("owner_id") in sight.owners
    if deal := row.get("opportunity_id"):
        owner = connection.execute(select(opportunities.c.owner_id).where(opportunities.c.id == deal)).scalar()
        return owner in sight.owners
    return kind in ("product", "stage", "team", "territory")


def _named(connection: Connection, row: dict[str, Any]) -> dict[str, Any]:
    """The row without empty and derived fields, with names beside the ids of people and stages."""
    shown = {name: value for name, value in row.items() if value is not None and name not in HIDDEN}
    for field, table in NAMED.items():
        if field in shown:
            name = connection.execute(select(table.c.name).where(table.c.id == shown[field])).scalar()
            shown[field] = f"{name} ({shown[field]})" if name else shown[field]
    return shown
