"""The names people use, read from the mirror for the understanding of what they say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from domain.language.names import Names
from store.crm.tables import (
    RECORDS,
    account_tags,
    accounts,
    activities,
    leads,
    opportunities,
    people,
    products,
    stages,
    teams,
    territories,
)


def load_names(connection: Connection) -> Names:
    """Every name of the mirror, indexed."""
    boss = people.alias("boss")
    who = (
        select(people.c.id, people.c.name, people.c.role, teams.c.name.label("team"), boss.c.name.label("manager"))
        .outerjoin(teams, teams.c.id == people.c.team_id)
        .outerjoin(boss, boss.c.id == func.coalesce(people.c.manager_id, teams.c.manager_id))
        .where(people.c.is_active)
        .order_by(people.c.name)
    )
    lead_by = select(teams.c.name, boss.c.name).outerjoin(boss, boss.c.id == teams.c.manager_id)
    return Names.build(
        people=[(r.id, r.name, r.role, r.team or "", r.manager or "") for r in connection.execute(who)],
        accounts=[(r.id, r.name) for r in connection.execute(select(accounts.c.id, accounts.c.name))],
        # A product that an import could not place stands under a made-up id; it is asked about, not offered.
        products=_texts(connection, products.c.name, ~products.c.id.startswith("?")),
        series=_series(connection),
        regions=_texts(connection, territories.c.name),
        # A team that is only called after its manager is meant by the manager's name.
        teams=[(team, boss or "") for team, boss in connection.execute(lead_by) if team != f"{boss}'s team"],
        stages=[(r.name, r.status, r.position) for r in connection.execute(select(stages).order_by(stages.c.position))],
        sectors=_texts(connection, accounts.c.sector),
        countries=_texts(connection, accounts.c.country),
        tags=_texts(connection, account_tags.c.tag),
        lead_sources=_texts(connection, leads.c.lead_source),
        activity_types=_texts(connection, activities.c.type),
        forecast_categories=_texts(connection, opportunities.c.forecast_category),
        lost_reasons=_texts(connection, opportunities.c.lost_reason),
    )


def names_version(connection: Connection) -> tuple[Any, ...]:
    """A stamp that changes whenever a nameable record does."""
    kinds = ("person", "team", "territory", "account", "product", "stage")
    stamps = (select(func.count(), func.max(RECORDS[kind].c.updated_at)).select_from(RECORDS[kind]) for kind in kinds)
    return tuple(tuple(connection.execute(stamp).one()) for stamp in stamps)


def _texts(connection: Connection, column: Any, where: Any = None) -> list[str]:
    query = select(column).distinct().where(column.is_not(None)).order_by(column)
    return [text for (text,) in connection.execute(query if where is None else query.where(where)) if text]


def _series(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(products.c.series, products.c.name).where(products.c.series.is_not(None)).order_by(products.c.name)
    for series, name in connection.execute(query):
        found.setdefault(series, []).append(name)
    return found
