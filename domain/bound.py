"""A question made definite: its symbols replaced, its day pinned, and the reader's rights attached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain.query import AnyOf, Condition, Filter, QuerySpec
from domain.rights import Sight
from domain.thresholds import SettingValue, whole
from domain.value import Value


class Bound(Value):
    """A QuerySpec with `@me`, `@today` and `$thresholds` replaced; windows stay symbolic and resolve against `today`.

    Shape:  `settings` are the effective settings by name; `now` is product time or the pinned "as of", aware UTC;
            `today` is that time's day in the company's zone.
    """

    spec: QuerySpec
    now: datetime
    today: date
    sight: Sight
    settings: dict[str, Any]

    @property
    def fiscal_start(self) -> int:
        """The month the fiscal year starts in."""
        return whole(self.settings["company.fiscal_start_month"])


def bind(
    spec: QuerySpec,
    *,
    now: datetime,
    today: date,
    sight: Sight,
    settings: Mapping[str, SettingValue],
    me: str = "",
) -> Bound:
    """The spec with every symbol replaced. `me` is the sender's name as the CRM has it."""
    symbols: dict[str, Any] = {
        "@me": me,
        "@today": today.isoformat(),
        "$stale_days": whole(settings["pipeline.stale_days"]),
        "$activity_gap_days": whole(settings["pipeline.activity_gap_days"]),
    }

    def filter_(one: Filter) -> Filter:
        if isinstance(one.value, str) and one.value in symbols:
            return one.model_copy(update={"value": symbols[one.value]})
        if isinstance(one.value, tuple):
            return one.model_copy(update={"value": tuple(symbols.get(str(v), v) for v in one.value)})
        return one

    def condition(one: Condition) -> Condition:
        return AnyOf(any=tuple(map(filter_, one.any))) if isinstance(one, AnyOf) else filter_(one)

    filters = tuple(map(condition, spec.filters))
    return Bound(
        spec=spec.model_copy(update={"filters": filters, "having": tuple(map(filter_, spec.having))}),
        now=now,
        today=today,
        sight=sight,
        settings=dict(settings),
    )
