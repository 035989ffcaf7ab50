"""When a pause begins and ends, by the wall clock of whoever says so."""

from datetime import UTC, datetime

import pytest

from domain.standstill import NoSuchTime, standstill
from domain.thresholds import defaults

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""10:00 in New York."""
NEW_YORK = "America/New_York"


def ends(said, now=FRIDAY, zone=NEW_YORK, **policy):
    at = standstill(said, now, zone, defaults() | {name.replace("__", "."): one for name, one in policy.items()}).ends
    return f"{at:%a %m-%d %H:%M}"


@pytest.mark.row("S2-69")
@pytest.mark.parametrize(
    ("said", "end"),
    [
        ({"until": "monday"}, "Mon 11-23 13:00"),
        ({"until": "mondayT09:30"}, "Mon 11-23 14:30"),
        ({"until": "friday"}, "Fri 11-27 13:00"),
        ({"until": "tomorrow"}, "Sat 11-21 13:00"),
        ({"until": "tomorrowT09:00"}, "Sat 11-21 14:00"),
        ({"until": "todayT17:00"}, "Fri 11-20 22:00"),
        ({"until": "eod"}, "Mon 11-23 13:00"),
        ({"until": "eow"}, "Mon 11-23 13:00"),
        ({"until": "eom"}, "Tue 12-01 13:00"),
        ({"until": "eoq"}, "Fri 01-01 13:00"),
        ({"until": "12-15"}, "Tue 12-15 13:00"),
        ({"until": "01-05"}, "Tue 01-05 13:00"),
        ({"until": "2026-12-15T08:30"}, "Tue 12-15 13:30"),
        ({"until": "month:1"}, "Tue 12-01 13:00"),
        ({"for": "2h"}, "Fri 11-20 17:00"),
        ({"for": "45min"}, "Fri 11-20 15:45"),
        ({"for": "3d"}, "Mon 11-23 15:00"),
        ({"at": "tomorrowT12:00", "for": "1h"}, "Sat 11-21 18:00"),
        ({"at": "monday", "until": "tuesday"}, "Tue 11-24 13:00"),
    ],
)
def test_a_pause_ends_when_the_persons_own_clock_says_so(said, end):
    assert ends(said) == end


@pytest.mark.row("S2-69")
def test_the_working_day_begins_when_that_persons_does_and_holidays_put_the_end_of_a_period_off():
    assert ends({"until": "monday"}, quiet__until_hour=10) == "Mon 11-23 15:00"
    assert ends({"until": "eow"}, quiet__holidays=("2026-11-23",)) == "Tue 11-24 13:00"
    assert ends({"until": "monday"}, zone="Asia/Kolkata") == "Mon 11-23 02:30"


def test_days_are_counted_on_the_wall_clock_over_a_change_of_it():
    saturday = datetime(2026, 10, 31, 14, 0, tzinfo=UTC)
    assert ends({"for": "2d"}, now=saturday) == "Mon 11-02 15:00", "10 o'clock there before and after"


@pytest.mark.row("S2-69")
def test_a_pause_may_begin_later_and_without_an_end():
    begins, end = standstill({"at": "tomorrow"}, FRIDAY, NEW_YORK, defaults())
    assert (f"{begins:%a %H:%M}", end) == ("Sat 05:00", None)
    assert standstill({}, FRIDAY, NEW_YORK, defaults()) == (None, None)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"until": "todayT09:00"}, "over already"),
        ({"until": "2026-01-01"}, "over already"),
        ({"at": "tuesday", "until": "monday"}, "before the pause begins"),
        ({"until": "2031-01-01"}, "more than a year away"),
        ({"for": "999999d"}, "more than a year away"),
        ({"for": "a while"}, "length of time"),
        ({"until": "snapshot:friday"}, "as a day"),
        ({"until": "whenever"}, "as a day"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(said, complaint):
    with pytest.raises(NoSuchTime, match=complaint):
        standstill(said, FRIDAY, NEW_YORK, defaults())
