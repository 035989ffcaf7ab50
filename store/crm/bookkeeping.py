"""One rep's open deals in the order in which they need somebody, with the reasons, whether anybody was asked or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, select

from domain.nudging import Concern, Why
from domain.thresholds import SettingValue
from store.crm.query.sql import bare
from store.crm.required import lacks_required, missing_in, required_in
from store.crm.tables import accounts, opportunities, stages

o = opportunities.c


def worst_deals(
    connection: Connection, owner_id: str, today: date, policy: Mapping[str, SettingValue], most: int, skip: int = 0
) -> list[Concern]:
    """A page of the deals that are stalled, quiet, past due or incomplete: those in most of these first, oldest first.

    Shape:  when few are, the ones longest without activity follow, so that there is always something to clean up.
    """
    missing = lacks_required(policy)
    holds = [o.stale_on <= today, o.quiet_on <= today, o.close_date < today, missing]
    many: Any = sum((case((one, 1), else_=0) for one in holds[1:]), case((holds[0], 1), else_=0))
    oldest = func.coalesce(o.last_activity_on, o.created_on)
    query = (
        select(opportunities, accounts.c.name.label("account"), stages.c.name.label("stage"), many.label("many"))
        .outerjoin(accounts, accounts.c.id == o.account_id)
        .outerjoin(stages, stages.c.id == o.stage_id)
        .where(bare(o.is_open), o.owner_id == owner_id)
        .order_by(many.desc(), oldest, o.id)
        .offset(skip)
        .limit(most)
    )
    rows = connection.execute(query).mappings().all()
    return [_concern(connection, row, today, policy) for row in rows]


def _concern(connection: Connection, row: Any, today: date, policy: Mapping[str, SettingValue]) -> Concern:
    lacks = missing_in(row, required_in(connection, row["stage_id"] or "", policy))
    touched = row["last_activity_on"] or row["created_on"]
    whys = []
    if row["stale_on"] and row["stale_on"] <= today:
        whys.append(Why(condition="stale", since=row["stage_entered_on"], days=_days(row["stage_entered_on"], today)))
    if row["quiet_on"] and row["quiet_on"] <= today:
        whys.append(Why(condition="quiet", since=touched, days=_days(touched, today)))
    if row["close_date"] and row["close_date"] < today:
        whys.append(Why(condition="past_due", since=row["close_date"], days=_days(row["close_date"], today)))
    if lacks:
        whys.append(Why(condition="missing"))
    return Concern(
        opportunity_id=row["id"], name=row["name"], account=row["account"] or "", stage=row["stage"] or "",
        amount=row["amount"], currency=row["currency"], owner_id=row["owner_id"] or "", whys=tuple(whys), missing=lacks,
    )  # fmt: skip


def _days(since: date | None, today: date) -> int | None:
    return (today - since).days if since else None
