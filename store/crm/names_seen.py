"""Which names of accounts somebody may be told: those of accounts whose records they may read, and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from store.crm.tables import accounts, activities, opportunities

AT_ONCE = 500


def seen_among(connection: Connection, names: Collection[str], owners: Collection[str]) -> set[str]:
    """Those of the names that an account bears which these owners own, sell to or have been active at."""
    wanted, mine = sorted(set(names)), sorted(owners)
    found: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        named = accounts.c.name.in_(wanted[start : start + AT_ONCE])
        here = [
            select(t.c.id).where(t.c.account_id == accounts.c.id, t.c.owner_id.in_(mine)).exists()
            for t in (opportunities, activities)
        ]
        seen = select(accounts.c.name).where(named, or_(accounts.c.owner_id.in_(mine), *here))
        found.update(connection.execute(seen.distinct()).scalars())
    return found


def every_name_seen(connection: Connection, owners: Collection[str]) -> list[str]:
    """The names of every account that these owners own, sell to or have been active at, in order."""
    mine = sorted(owners)
    ids = [*_ids(mine)]
    seen = select(accounts.c.name).where(accounts.c.id.in_(ids[0].union(*ids[1:])))
    return list(connection.execute(seen.distinct().order_by(accounts.c.name)).scalars())


def _ids(owners: list[str]) -> Iterator[Select[Any]]:
    yield select(accounts.c.id).where(accounts.c.owner_id.in_(owners))
    for table in (opportunities, activities):
        yield select(table.c.account_id).where(table.c.owner_id.in_(owners))
