"""Settings that teams, territories and people have of their own, as they come out for each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from domain.thresholds import SettingValue, whole
from store.crm.due import MOST_OPEN
from store.crm.looking import overrides_in, overrides_of
from store.crm.tables import people

OF_AGENT = (MOST_OPEN, "nudge.aggressiveness", "nudge.deals_per_message")
"""What the pipeline agent may do differently for each team."""


def own_values(
    connection: Connection,
    owners: Collection[str],
    names: Collection[str] = OF_AGENT,
    changed: Mapping[str, Mapping[str, SettingValue | None]] | None = None,
) -> dict[str, dict[str, SettingValue]]:
    """What differs from the company's values, by person; the narrowest that was said holds.

    Shape:  `changed` are values by scope that are not saved yet, as if they were.
    """
    saved = overrides_in(connection, names)
    overrides = [one for one in (overrides_of(saved, changed) if changed else saved) if not one.stage]
    if not overrides or not owners:
        return {}
    p = people.c
    found: dict[str, dict[str, SettingValue]] = {}
    for row in connection.execute(select(p.id, p.team_id, p.territory_id).where(p.id.in_(sorted(owners)))).mappings():
        for override in overrides:
            if row.get(override.of) == override.id:
                mine = {name: value for name, value in override.policy.items() if name in names}
                found.setdefault(row["id"], {}).update(mine)
    return found


def most_open(connection: Connection, policy: Mapping[str, SettingValue], owners: Collection[str]) -> dict[str, int]:
    """How many open deals each of these people may have."""
    own = own_values(connection, owners, (MOST_OPEN,))
    return {owner: whole(own.get(owner, {}).get(MOST_OPEN, policy[MOST_OPEN])) for owner in owners}
