"""When something is due again and again: a cron line in somebody's own zone, made into exact times."""

from __future__ import annotations

import re
from calendar import day_name
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.errors import Broken
from domain.value import Value

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_LISTED = 4
"""Times of a day that are listed one by one."""
FURTHEST_DAYS = 400
"""Every cadence fires at least once a week, so whoever looks further has lost the way."""


class BadCadence(Broken):
    """A cron line that cannot be kept."""

    def __init__(self, line: str, why: str) -> None:
        super().__init__(f"“{line}” cannot be kept: {why}. Write it as `0 8 * * mon-fri`.")


class Cadence(Value):
    """Minutes and hours of the wall clock, on these weekdays (Monday is 0)."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]


@lru_cache(200)
def cadence(line: str) -> Cadence:
    """The cadence of a cron line: minute, hour, `*`, `*`, weekday names.

    Days and months are not offered, and weekdays go by name: to one scheduler 1 is Monday, to another Tuesday.
    Raises: BadCadence.
    """
    parts = line.split()
    if len(parts) != 5 or parts[2:4] != ["*", "*"]:
        raise BadCadence(line, "it takes a minute, an hour, two stars and weekday names")
    return Cadence(
        minutes=_numbers(line, parts[0], 60), hours=_numbers(line, parts[1], 24), weekdays=_weekdays(line, parts[4])
    )


def _numbers(line: str, said: str, below: int) -> tuple[int, ...]:
    found: set[int] = set()
    for part in said.split(","):
        known = re.fullmatch(r"(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", part)
        if known is None:
            raise BadCadence(line, f"“{part}” is no number, range or step")
        star, first, last, step = known.groups()
        start, end = (0, below - 1) if star else (int(first), int(last or first))
        if step and not star and not last:
            end = below - 1
        if not 0 <= start <= end < below or step == "0":
            raise BadCadence(line, f"“{part}” is not within 0-{below - 1}")
        found |= set(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))


def _weekdays(line: str, said: str) -> tuple[int, ...]:
    if said == "*":
        return tuple(range(7))
    found: set[int] = set()
    for part in said.lower().split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise BadCadence(line, f"“{part}” is no weekday; weekdays go by name, mon to sun")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found |= {day % 7 for day in range(start, (end if end >= start else end + 7) + 1)}
    return tuple(sorted(found))


def in_words(of: Cadence) -> str:
    """The cadence as people say it: `Monday to Friday at 07:00`, `every hour at :20`."""
    if len(of.hours) == 24:
        hours = "every hour" if of.weekdays == tuple(range(7)) else f"{_days_said(of.weekdays)}, every hour"
        return f"{hours} at {', '.join(f':{minute:02}' for minute in of.minutes)}"
    if (evenly := _evenly(of)) is not None:
        return f"{_days_said(of.weekdays)}, {evenly}"
    times = ", ".join(f"{hour:02}:{minute:02}" for hour in of.hours for minute in of.minutes)
    return f"{_days_said(of.weekdays)} at {times}"


def _evenly(of: Cadence) -> str | None:
    """`every 30 minutes from 08:00 to 16:30`, when that says it all and there is too much of it to list."""
    at = [hour * 60 + minute for hour in of.hours for minute in of.minutes]
    steps = {later - earlier for earlier, later in pairwise(at)}
    if len(at) <= MOST_LISTED or len(steps) != 1:
        return None
    step = steps.pop()
    often = "every hour" if step == 60 else f"every {step} minutes"
    return f"{often} from {at[0] // 60:02}:{at[0] % 60:02} to {at[-1] // 60:02}:{at[-1] % 60:02}"


def _days_said(weekdays: tuple[int, ...]) -> str:
    names = [day_name[day] for day in weekdays]
    if len(names) == 7:
        return "every day"
    if len(names) > 2 and weekdays[-1] - weekdays[0] == len(names) - 1:
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names)


def fire_times(of: Cadence, zone: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every time after the one and up to the other at which it fires, aware UTC, each once and in order."""
    here, previous = ZoneInfo(zone), after
    day, last = after.astimezone(here).date() - timedelta(days=1), until.astimezone(here).date()
    while day <= last:
        for at in _of_day(of, day, here):
            if previous < at <= until:
                yield at
                previous = at
        day += timedelta(days=1)


def next_fire(of: Cadence, zone: str, after: datetime) -> datetime:
    """The first time after this one at which it fires."""
    return next(fire_times(of, zone, after, after + timedelta(days=FURTHEST_DAYS)))


def last_fire(of: Cadence, zone: str, after: datetime, until: datetime) -> datetime | None:
    """The latest time after the one and up to the other; None when it did not fire in between."""
    here = ZoneInfo(zone)
    day = until.astimezone(here).date()
    while day >= after.astimezone(here).date() - timedelta(days=1):
        fired = [at for at in _of_day(of, day, here) if after < at <= until]
        if fired:
            return max(fired)
        day -= timedelta(days=1)
    return None


def _of_day(of: Cadence, day: date, zone: ZoneInfo) -> list[datetime]:
    if day.weekday() not in of.weekdays:
        return []
    return [moment(day, time(hour, minute), zone) for hour in of.hours for minute in of.minutes]


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC time at which the wall clock shows this: the first of two when the clock is put back.

    Shape:  where the clock is put forward over it, the next minute that the wall clock shows.
    """
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return first
    return _after_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _after_gap(before: datetime, behind: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute of the wall clock once it was put forward, somewhere between the two."""
    new = behind.astimezone(zone).utcoffset()
    while behind - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((behind - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == new:
            behind = middle
        else:
            before = middle
    late = behind.astimezone(zone)
    return behind if not late.second else behind + timedelta(seconds=60 - late.second)
