"""Nobody is written to in their evening, at night or on a day off; what waits comes the next morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import thresholds
from domain.quiet import next_allowed
from tests.domain.test_cadence import ZONES

POLICY = thresholds.defaults()


def local(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.row("S2-49")
@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-19T17:59", "2026-11-19T17:59"),
        ("2026-11-19T18:00", "2026-11-20T08:00"),
        ("2026-11-20T00:10", "2026-11-20T08:00"),
        ("2026-11-20T08:00", "2026-11-20T08:00"),
        ("2026-11-20T18:01", "2026-11-23T08:00"),
        ("2026-11-21T12:00", "2026-11-23T08:00"),
    ],
)
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kolkata", "UTC"])
def test_what_comes_after_six_waits_for_eight_on_the_next_workday(at, then, zone):
    assert next_allowed(local(at, zone), zone, POLICY) == local(then, zone)


@pytest.mark.row("S2-49")
def test_hours_weekends_and_holidays_are_settings():
    friday = local("2026-12-24T19:00", "Europe/Berlin")
    policy = POLICY | {"quiet.holidays": ("2026-12-25",), "quiet.weekends": "open", "quiet.until_hour": 10}
    assert next_allowed(friday, "Europe/Berlin", policy) == local("2026-12-26T10:00", "Europe/Berlin")
    assert next_allowed(friday, "Europe/Berlin", POLICY | {"quiet.from_hour": 20}) == friday
    assert next_allowed(friday, "Europe/Berlin", POLICY | {"quiet.from_hour": 24}) == friday


def test_hours_that_leave_no_time_at_all_are_no_quiet_hours():
    at = local("2026-11-20T03:00", "UTC")
    assert next_allowed(at, "UTC", POLICY | {"quiet.from_hour": 8, "quiet.until_hour": 9}) == at


@pytest.mark.row("S2-49")
@given(st.sampled_from(ZONES), st.integers(0, 2 * 365 * 24 * 60))
@settings(max_examples=60)
def test_in_every_zone_the_hour_is_one_of_the_day_and_not_before_it_was_asked(zone, minute):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    allowed = next_allowed(at, zone, POLICY)
    there = allowed.astimezone(ZoneInfo(zone))
    assert allowed >= at
    assert 8 <= there.hour < 18
    assert there.weekday() < 5
