"""By when a decision is due, when whoever is asked is reminded, and how often decisions come in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from domain.thresholds import SettingValue
from domain.value import Value

Kind = Literal["approval", "exception"]


class Timed(Value):
    """One thing that waits, or waited, for a decision. An approval nobody answered in time is `decided_at` never."""

    id: str
    kind: Kind
    severity: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    decided_at: datetime | None = None
    snoozed_until: datetime | None = None
    is_open: bool = True

    def due_at(self, policy: Mapping[str, SettingValue]) -> datetime:
        """By when it is to be decided."""
        if self.expires_at is not None:
            return self.created_at + (self.expires_at - self.created_at) * _share(policy["sla.approval_percent"])
        name = f"sla.{self.severity if self.severity in ('high', 'medium', 'low') else 'medium'}_hours"
        return self.created_at + timedelta(hours=float(str(policy[name])))

    def remind_at(self, policy: Mapping[str, SettingValue]) -> datetime:
        """When whoever is asked is reminded."""
        return self.created_at + (self.due_at(policy) - self.created_at) * _share(policy["sla.remind_percent"])


class HitRate(Value):
    """How many decisions of a kind came in time, late, or not yet; `overdue` is open and late already."""

    kind: Kind
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    open: int = 0

    @property
    def percent(self) -> float | None:
        """In time, of all whose time is over or that were decided; None when there are none."""
        all_ = self.in_time + self.late + self.overdue
        return 100 * self.in_time / all_ if all_ else None


def hit_rate(kind: Kind, of: list[Timed], policy: Mapping[str, SettingValue], now: datetime) -> HitRate:
    """The hit rate of these."""
    counts = {"in_time": 0, "late": 0, "overdue": 0, "open": 0}
    for one in of:
        counts[_ended(one, policy, now)] += 1
    return HitRate(kind=kind, **counts)


def _ended(one: Timed, policy: Mapping[str, SettingValue], now: datetime) -> str:
    due = one.due_at(policy)
    if one.is_open:
        return "overdue" if now > due else "open"
    return "in_time" if one.decided_at is not None and one.decided_at <= due else "late"


def _share(percent: SettingValue) -> float:
    return float(str(percent)) / 100
