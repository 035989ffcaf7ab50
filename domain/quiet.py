"""When people may be written to: never in their evening, at night, or on a day off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cadence import moment
from domain.thresholds import SettingValue, whole

SATURDAY = 5
FURTHEST_DAYS = 60
"""However many days are holidays, nobody is kept waiting for longer."""


def next_allowed(at: datetime, zone: str, policy: Mapping[str, SettingValue]) -> datetime:
    """This time, if the person may be written to; else the next morning at which they may, in their own zone."""
    here = ZoneInfo(zone)
    day, first, last = at.astimezone(here).date(), *_hours(policy)
    for ahead in range(FURTHEST_DAYS):
        one = day + timedelta(days=ahead)
        opens, closes = moment(one, time(first), here), moment(one, time(last % 24), here)
        if last == 24:
            closes = moment(one + timedelta(days=1), time(0), here)
        if _is_workday(one, policy) and max(at, opens) < closes:
            return max(at, opens)
    return moment(day + timedelta(days=FURTHEST_DAYS), time(first), here)


def _hours(policy: Mapping[str, SettingValue]) -> tuple[int, int]:
    """The first hour and the hour after the last; hours that leave no time at all are read as no quiet hours."""
    first, last = whole(policy["quiet.until_hour"]), whole(policy["quiet.from_hour"])
    return (first, last) if first < last else (0, 24)


def _is_workday(day: date, policy: Mapping[str, SettingValue]) -> bool:
    holidays = policy["quiet.holidays"]
    is_off = day.weekday() >= SATURDAY and policy["quiet.weekends"] == "quiet"
    return not is_off and not (isinstance(holidays, tuple | list) and day.isoformat() in holidays)
