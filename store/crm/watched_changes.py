"""Large amount changes in words: of which deal, from what to what, and which of them make a pattern."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from domain.thresholds import SettingValue, whole
from domain.value import Value
from store.crm.tables import accounts, field_changes, opportunities, people
from store.crm.watching import REMEMBERED, Look, found, large_amount_changes


class AmountChange(Value):
    """One amount that changed by a lot."""

    id: str
    at: datetime
    opportunity_id: str
    owner_id: str
    account_id: str
    name: str
    currency: str
    old: Decimal
    new: Decimal

    @property
    def percent(self) -> float:
        """By how much of the old amount."""
        return float((self.new - self.old) / abs(self.old) * 100)


class Pattern(Value):
    """Several large changes of one rep or account, close together."""

    record_id: str
    owner_id: str
    named: str
    days: int
    changes: tuple[AmountChange, ...]


def large_changes(
    connection: Connection, policy: Mapping[str, SettingValue], since: datetime, now: datetime
) -> list[AmountChange]:
    """The changes after a time, oldest first."""
    large = large_amount_changes(Look(now.date(), now, policy), since).subquery()
    query = (
        select(large, field_changes.c.old, field_changes.c.new, opportunities.c.name, opportunities.c.currency)
        .join(field_changes, field_changes.c.id == large.c.id)
        .join(opportunities, opportunities.c.id == large.c.opportunity_id)
        .order_by(large.c.at, large.c.id)
    )
    return [_change(row) for row in connection.execute(query).mappings()]


def _change(row: Any) -> AmountChange:
    values = dict(row) | {"owner_id": row["owner_id"] or "", "account_id": row["account_id"] or ""}
    return AmountChange.model_validate(values)


def patterns(
    connection: Connection, policy: Mapping[str, SettingValue], now: datetime, wanted: Collection[str]
) -> list[Pattern]:
    """Those of the wanted patterns that stand, each with its changes."""
    rows = connection.execute(found("change_pattern", Look(now.date(), now, policy))).all()
    changes = large_changes(connection, policy, now - REMEMBERED, now)
    days = whole(policy["pipeline.change_pattern_days"])
    made = []
    for row in (row for row in rows if row.record_id in wanted):
        kind, _, id_ = row.record_id.partition(":")
        own = [one for one in changes if (one.owner_id if kind == "rep" else one.account_id) == id_]
        lately = tuple(one for one in own if one.at >= own[-1].at - timedelta(days=days))
        named = _name(connection, kind, id_)
        made.append(
            Pattern(record_id=row.record_id, owner_id=row.owner_id or "", named=named, days=days, changes=lately)
        )
    return made


def _name(connection: Connection, kind: str, id_: str) -> str:
    table = people if kind == "rep" else accounts
    return str(connection.execute(select(table.c.name).where(table.c.id == id_)).scalar() or id_)
