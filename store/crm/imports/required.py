"""Which fields people really fill in at each stage, beside those that policy requires: read from the data itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, case, func, select

from domain.thresholds import SettingValue
from store.crm.imports.report import Practice
from store.crm.tables import opportunities, stages

o = opportunities.c
FIELDS: dict[str, ColumnElement[bool]] = {
    "account": o.account_id.is_not(None),
    "owner": o.owner_id.is_not(None),
    "product": o.product_id.is_not(None),
    "amount": o.amount.is_not(None),
    "close_date": o.close_date.is_not(None),
    "created": o.created_on.is_not(None),
    "next_step": func.coalesce(o.next_step, "") != "",
    "forecast_category": func.coalesce(o.forecast_category, "") != "",
}
"""Fields that somebody fills in, in the order in which they are shown."""
USUAL, FEWEST = 0.8, 10
"""A field is usual where this part of the deals has it; of fewer deals nothing is said."""
NAMES = ("required_fields.prospecting", "required_fields.open")


def practice(connection: Connection, settings: Mapping[str, SettingValue]) -> Iterator[Practice]:
    """For the first stage and for the later open ones: what is required, what is filled in, and what that suggests."""
    first = select(func.min(stages.c.position)).where(stages.c.status == "open").scalar_subquery()
    is_first = stages.c.position == first
    counts = [func.coalesce(func.sum(case((filled, 1), else_=0)), 0) for filled in FIELDS.values()]
    query = (
        select(case((is_first, 1), else_=0).label("first"), func.count(), *counts)
        .select_from(opportunities.outerjoin(stages, stages.c.id == o.stage_id))
        .where(o.is_open)
        .group_by("first")
    )
    found = {bool(row[0]): [int(n) for n in row[1:]] for row in connection.execute(query)}
    for name, which in zip(NAMES, (True, False), strict=True):
        deals, *filled = found.get(which) or [0]
        if deals >= FEWEST:
            yield _practice(name, settings[name], deals, dict(zip(FIELDS, filled, strict=True)))


def _practice(name: str, required: SettingValue, deals: int, filled: dict[str, int]) -> Practice:
    names = (required,) if isinstance(required, str) else tuple(str(field) for field in required)  # type: ignore[union-attr]
    usual = tuple(field for field, count in filled.items() if count >= deals * USUAL)
    return Practice(
        setting=name,
        deals=deals,
        required=names,
        never=tuple(field for field in names if filled.get(field) == 0),
        usual=usual,
        filled=tuple(filled.items()),
    )
