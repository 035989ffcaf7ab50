"""The stages, teams, regions and people that a setting can be narrowed to, by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from store.crm.tables import people, stages, teams, territories

Named = tuple[str, str, str]
"""(kind, id, name)"""


@dataclass(frozen=True)
class Known:
    """Everything that has a name, and which open stage is the first."""

    by_kind: dict[str, list[Named]]
    first_stage: str

    def named(self, kind: str, said: str) -> list[Named]:
        """What bears this name in any case; else what it is the only beginning of, a first name among them."""
        of = self.by_kind.get(kind, [])
        whole = [one for one in of if one[2].lower() == said]
        return whole or [one for one in of if one[2].lower().startswith(f"{said} ")]

    def name_of(self, kind: str, id_: str) -> str:
        """What something is called; empty for an id that nobody knows."""
        if kind == "agent":
            return id_
        return next((name for _, known, name in self.by_kind.get(kind, []) if known == id_), "")


def known_scopes(connection: Connection) -> Known:
    """What settings can be narrowed to, as the CRM has it now."""
    order = connection.execute(select(stages.c.id, stages.c.name, stages.c.status).order_by(stages.c.position)).all()
    found: dict[str, list[Named]] = {"stage": [("stage", row.id, row.name) for row in order]}
    for kind, table in (("team", teams), ("territory", territories)):
        rows = connection.execute(select(table.c.id, table.c.name).order_by(table.c.name)).all()
        found[kind] = [(kind, row.id, row.name) for row in rows]
    active = select(people.c.id, people.c.name).where(people.c.is_active).order_by(people.c.name)
    found["person"] = [("person", row.id, row.name) for row in connection.execute(active)]
    return Known(found, next((row.id for row in order if row.status == "open"), ""))
