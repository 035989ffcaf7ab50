"""Budgets of calls and changes in rolling windows: a use that does not fit waits, and is told until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.actions import LimitReached
from domain.thresholds import SettingValue, whole
from store import limits
from store.session import Database


class Limit(NamedTuple):
    """One budget: the setting that holds its size, its window, and how both are said."""

    setting: str
    window: timedelta
    what: str
    per: str


CRM_CALLS = Limit("guard.crm_calls_per_minute", timedelta(minutes=1), "CRM calls", "minute")
CHANGES = Limit("guard.changes_per_hour", timedelta(hours=1), "data modifications", "hour")
EXTERNAL_CALLS = Limit("guard.external_calls_per_hour", timedelta(hours=1), "external calls", "hour")
UPLOADS = Limit("guard.uploads_per_hour", timedelta(hours=1), "file uploads", "hour")
ALL = (CRM_CALLS, CHANGES, EXTERNAL_CALLS, UPLOADS)


def spend(
    session: Any, limit: Limit, key: str, settings: Mapping[str, SettingValue], at: datetime, units: int = 1
) -> None:
    """Counts a use, in the caller's transaction. Raises: LimitReached, and the caller's transaction keeps nothing."""
    most = whole(settings[limit.setting])
    free_at = limits.take(session, limit.setting, key, limit=most, window=limit.window, at=at, units=units)
    if free_at is not None:
        raise LimitReached(limit.what, most, limit.per, f"{free_at:%H:%M:%S} UTC")


def used(db: Database, settings: Mapping[str, SettingValue], at: datetime) -> list[tuple[str, int, int, str]]:
    """(what, used, limit, per) of every budget now."""
    return [
        (one.what, limits.used(db, one.setting, window=one.window, at=at), whole(settings[one.setting]), one.per)
        for one in ALL
    ]
