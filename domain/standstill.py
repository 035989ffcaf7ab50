"""From when until when an agent stands still: “until monday”, “for 2 hours”, by the wall clock of whoever says so.

A day without a time begins with the working day. What ends with a period (“until the end of the week”) goes on with the
first working day after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from domain.cadence import moment
from domain.entry import visible
from domain.errors import Refused
from domain.language.windows import WEEKDAYS, resolve
from domain.quiet import next_allowed
from domain.thresholds import SettingValue, whole

SAID = frozenset({"at", "until", "for"})
"""What a pause may say of its time."""
PERIODS = {"eod": "day:0", "eow": "week:0", "eom": "month:0", "eoq": "fquarter:0", "eoy": "fyear:0"}
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}
LONGEST = timedelta(days=366)
OF_EVERY_YEAR = re.compile(r"(?i)\d\d-\d\d|[a-z]+|[qh]\d")
"""Days and periods that come every year: of a pause, the next one is meant."""
UNREADABLE = "I cannot read “{}” as a day. Say “until Monday” or “until 15 December”."


class NoSuchTime(Refused):
    """The time that was said is over, too far away, or none that can be read."""


class Standstill(NamedTuple):
    """From when until when; no beginning is now, no end is until somebody says so."""

    begins: datetime | None = None
    ends: datetime | None = None


def standstill(said: Mapping[str, Any], now: datetime, zone: str, policy: Mapping[str, SettingValue]) -> Standstill:
    """The exact times of “until”, “for” and “at”. Raises: NoSuchTime."""
    begins = _point(str(said["at"]), now, zone, policy, time(0)) if "at" in said else None
    starts = begins or now
    ends = None
    if "for" in said:
        ends = _after(str(said["for"]), starts, zone)
    elif "until" in said:
        ends = _point(str(said["until"]), now, zone, policy, time(whole(policy["quiet.until_hour"])))
    for at, than in ((begins, now), (ends, starts)):
        if at is not None and not than < at <= now + LONGEST:
            raise NoSuchTime(_why_not(at, than, zone))
    return Standstill(begins, ends)


def _why_not(at: datetime, than: datetime, zone: str) -> str:
    when = f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"
    if at <= than:
        return f"{when} is over already, or before the pause begins. Say a later time, such as “until tomorrow 9am”."
    return f"{when} is more than a year away. Pause it without an end; whoever may can resume it at any time."


def _after(length: str, begins: datetime, zone: str) -> datetime:
    """`45min`, `2h`: so much later. `3d`: at the same hour of the wall clock."""
    found = re.fullmatch(r"(\d{1,6})(min|h|d)", length)
    if found is None:
        raise NoSuchTime(
            f"I cannot read “{visible(length)[:40]}” as a length of time. Say “for 2 hours” or “for 3 days”."
        )
    if found[2] != "d":
        return begins + min(int(found[1]) * UNITS[found[2]], 2 * LONGEST)
    here = begins.astimezone(ZoneInfo(zone))
    day = here.date() + timedelta(days=min(int(found[1]), 2 * LONGEST.days))
    return moment(day, here.time().replace(tzinfo=None), ZoneInfo(zone))


def _point(said: str, now: datetime, zone: str, policy: Mapping[str, SettingValue], usually: time) -> datetime:
    """`monday`, `tomorrowT09:00`, `2026-12-15`, `eow`; a day without an hour at the usual one."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    named, _, hour = said.partition("T")
    at = _hour(hour) if hour else usually
    if named in PERIODS and not hour:
        after = resolve(PERIODS[named], today, whole(policy["company.fiscal_start_month"]))[1]
        return next_allowed(moment(after or today, time(0), here), zone, policy)
    return moment(_day(named, today), at, here).astimezone(UTC)


def _hour(said: str) -> time:
    try:
        return time.fromisoformat(said).replace(tzinfo=None)
    except ValueError as error:
        raise NoSuchTime(f"I cannot read “{visible(said)[:40]}” as an hour. Say “until Monday 9am”.") from error


def _day(named: str, today: date) -> date:
    """The day that a word names: a weekday is the next one, a day of the year the next one too."""
    if named in ("now", "today"):
        return today
    if named in PERIODS:
        return (resolve(PERIODS[named], today)[1] or today) - timedelta(days=1)
    if named in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(named) - today.weekday() - 1) % 7 + 1)
    try:
        day = resolve("day:1" if named == "tomorrow" else named, today)[0]
        if day is not None and day < today and OF_EVERY_YEAR.fullmatch(named):
            day = resolve(named, today + timedelta(days=365))[0]
    except ValueError as error:
        raise NoSuchTime(UNREADABLE.format(visible(named)[:40])) from error
    if day is None:
        raise NoSuchTime(UNREADABLE.format(visible(named)[:40]))
    return day
