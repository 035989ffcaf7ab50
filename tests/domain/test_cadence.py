"""A cron line in somebody's zone becomes exact times, also where the clock is put forward or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import BadCadence, cadence, fire_times, in_words, last_fire, next_fire

BERLIN = "Europe/Berlin"


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(line, zone, after, until):
    return list(fire_times(cadence(line), zone, utc(after), utc(until)))


def test_eight_on_weekdays_is_eight_where_the_person_is():
    assert times("0 8 * * mon-fri", "America/New_York", "2026-11-19T00:00", "2026-11-24T00:00") == [
        utc("2026-11-19T13:00"),
        utc("2026-11-20T13:00"),
        utc("2026-11-23T13:00"),
    ]


@pytest.mark.row("S2-19")
def test_a_time_that_the_clock_jumps_over_fires_at_the_next_minute_there_is():
    assert times("30 2 * * *", BERLIN, "2026-03-28T12:00", "2026-03-29T12:00") == [utc("2026-03-29T01:00")]


@pytest.mark.row("S2-19")
def test_a_time_that_the_clock_shows_twice_fires_the_first_time_only():
    assert times("30 2 * * *", BERLIN, "2026-10-24T12:00", "2026-10-25T12:00") == [utc("2026-10-25T00:30")]


def test_every_quarter_of_an_hour_over_a_gap_fires_once_at_its_end():
    fired = times("*/15 2 * * *", BERLIN, "2026-03-28T22:00", "2026-03-29T12:00")
    assert fired == [utc("2026-03-29T01:00")]


def test_a_day_that_a_country_left_out_fires_when_the_next_one_begins():
    assert times("0 8 * * fri", "Pacific/Apia", "2011-12-29T00:00", "2011-12-31T23:00") == [utc("2011-12-30T10:00")]


def test_of_a_year_that_was_skipped_the_last_time_is_found_at_once():
    daily = cadence("0 6 * * mon-fri")
    assert last_fire(daily, "UTC", utc("2025-11-20T07:00"), utc("2026-11-22T07:00")) == utc("2026-11-20T06:00")
    assert last_fire(daily, "UTC", utc("2026-11-20T06:00"), utc("2026-11-22T07:00")) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("0 8 * * 1-5", "weekdays go by name"),
        ("0 8 * *", "two stars"),
        ("0 8 1 * *", "two stars"),
        ("0 24 * * *", "0-23"),
        ("*/0 8 * * *", "0-59"),
        ("0 8 * * mon-xyz", "weekdays go by name"),
        ("x 8 * * *", "no number"),
        ("9-3 8 * * *", "0-59"),
    ],
)
def test_a_line_that_could_be_misread_is_refused_with_the_right_way(line, says):
    with pytest.raises(BadCadence, match=says):
        cadence(line)


def test_weekdays_may_run_over_the_end_of_the_week():
    assert cadence("5,35 22-23 * * sat-mon").weekdays == (0, 5, 6)
    assert cadence("10/20 0 * * *").minutes == (10, 30, 50)


LINES = ("0 8 * * mon-fri", "30 2 * * *", "0 0 * * *", "*/30 * * * *", "59 23 * * sun")


def _as_told(line, zone, start):
    """What fires in three days, minute by minute: the wall clock's first showing of each minute, or the first after."""
    of, here, fired, shown = cadence(line), ZoneInfo(zone), [], None
    at = start
    while at <= start + timedelta(days=3):
        wall = at.astimezone(here).replace(tzinfo=None, fold=0)
        if shown is None or wall > shown:
            passed = (
                [shown + timedelta(minutes=n) for n in range(1, int((wall - shown).total_seconds()) // 60 + 1)]
                if shown
                else []
            )
            meant = [w for w in passed if w.weekday() in of.weekdays and w.hour in of.hours and w.minute in of.minutes]
            if meant and at > start:
                fired.append(at)
            shown = wall
        at += timedelta(minutes=1)
    return fired


def agrees(zone, line, day):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    assert list(fire_times(cadence(line), zone, start, start + timedelta(days=3))) == _as_told(line, zone, start)


ZONES = sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc", "posix", "right")))


@pytest.mark.row("S2-19")
@given(st.sampled_from(ZONES), st.sampled_from(LINES), st.integers(0, 730))
@settings(max_examples=25)
def test_it_fires_when_a_clock_on_the_wall_would_say_so(zone, line, day):
    agrees(zone, line, day)


@pytest.mark.torture
@pytest.mark.parametrize("zone", ZONES)
def test_in_every_zone_it_fires_when_the_clock_on_the_wall_says_so_around_every_change(zone):
    here = ZoneInfo(zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    offsets = [(start + timedelta(days=n)).astimezone(here).utcoffset() for n in range(731)]
    for day in (n for n in range(1, 731) if offsets[n] != offsets[n - 1]):
        for line in LINES:
            agrees(zone, line, max(0, day - 2))


@given(st.sampled_from(ZONES), st.sampled_from(LINES), st.integers(0, 730 * 24))
@settings(max_examples=40)
def test_the_next_time_is_the_first_of_all_and_the_last_time_the_last(zone, line, hour):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    every = list(fire_times(cadence(line), zone, start, start + timedelta(days=9)))
    assert next_fire(cadence(line), zone, start) == every[0]
    assert last_fire(cadence(line), zone, start, start + timedelta(days=9)) == every[-1]


@pytest.mark.row("S2-19")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("0 7 * * mon-fri", "Monday to Friday at 07:00"),
        ("5 6 * * *", "every day at 06:05"),
        ("20 * * * *", "every hour at :20"),
        ("0 8,17 * * mon,thu", "Monday, Thursday at 08:00, 17:00"),
    ],
)
def test_a_cadence_is_said_as_people_say_it(line, said):
    assert in_words(cadence(line)) == said


@pytest.mark.row("S2-19")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("*/30 8-16 * * mon-fri", "Monday to Friday, every 30 minutes from 08:00 to 16:30"),
        ("0 8-17 * * mon-fri", "Monday to Friday, every hour from 08:00 to 17:00"),
        ("0 8,12,16 * * *", "every day at 08:00, 12:00, 16:00"),
        ("0,20 8-10 * * *", "every day at 08:00, 08:20, 09:00, 09:20, 10:00, 10:20"),
    ],
)
def test_many_times_of_a_day_at_even_distances_are_said_as_such(line, said):
    assert in_words(cadence(line)) == said
