"""People of the CRM as the product knows them: by e-mail address, by name, and all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, func, select

from domain.work import Person, Role
from store.crm.tables import people, teams, territories

_boss = people.alias("boss")
_QUERY = (
    select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.role,
        people.c.timezone,
        teams.c.name.label("team"),
        _boss.c.name.label("manager"),
    )
    .outerjoin(teams, teams.c.id == people.c.team_id)
    .outerjoin(_boss, _boss.c.id == func.coalesce(people.c.manager_id, teams.c.manager_id))
    .where(people.c.is_active)
)


def person_by_id(connection: Connection, person_id: str) -> Person | None:
    """The active person with this external id."""
    return _only(connection, _BY_ID, person_id)


def person_by_email(connection: Connection, email: str) -> Person | None:
    """The active person with this address, in any case; None when there is none, or more than one."""
    return _only(connection, _BY_EMAIL, email.lower())


def person_by_name(connection: Connection, name: str) -> Person | None:
    """The active person of this full name; None when there is none, or more than one."""
    return _only(connection, _BY_NAME, " ".join(name.lower().split()))


_BY_ID, _BY_EMAIL, _BY_NAME = (
    _QUERY.where(one == bindparam("wanted")).limit(2)
    for one in (people.c.id, func.lower(people.c.email), func.lower(people.c.name))
)


def team_of(connection: Connection, person_id: str) -> str:
    """The id of the team that a person is in; empty when in none."""
    return str(connection.execute(select(people.c.team_id).where(people.c.id == person_id)).scalar() or "")


def colleagues(connection: Connection, of_teams: Collection[str] | None = None) -> list[Person]:
    """Everybody who is active, or everybody of these teams, by name."""
    query = _QUERY if of_teams is None else _QUERY.where(teams.c.name.in_(sorted(of_teams)))
    return [_person(row) for row in connection.execute(query.order_by(people.c.name, people.c.id))]


def people_of_region(connection: Connection, name: str) -> list[str]:
    """The names of everybody active in the region or team of this name."""
    here = (territories.c.name == name) | (teams.c.name == name)
    query = (
        select(people.c.name)
        .outerjoin(teams, teams.c.id == people.c.team_id)
        .outerjoin(territories, territories.c.id == people.c.territory_id)
        .where(people.c.is_active, here)
    )
    return list(connection.execute(query.order_by(people.c.name)).scalars())


def _only(connection: Connection, query: Any, wanted: str) -> Person | None:
    rows = connection.execute(query, {"wanted": wanted}).all()
    return _person(rows[0]) if len(rows) == 1 else None


def _person(row: Any) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=(row.email or "").lower(),
        role=row.role if row.role in get_args(Role) else "rep",
        team=row.team or "",
        manager=row.manager or "",
        timezone=row.timezone,
    )
