"""What the playground makes of a time or a span that somebody gives its clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.run import _seat, _span, _time, _working_morning
from domain.errors import Refused
from domain.work import Person


@pytest.mark.parametrize(
    ("said", "span"),
    [(90, 90), (0.5, 0.5), ("30m", 1800), (" -2 h ", -7200), ("1.5d", 129_600), ("1w", 604_800), (-60, -60)],
)
def test_a_span_is_seconds_or_a_number_with_its_unit(said, span):
    assert _span(said) == timedelta(seconds=span)


@pytest.mark.parametrize("said", ["", "soon", "2 fortnights", None, True, [], {}, float("nan"), float("inf"), 1e30])
def test_what_is_no_span_is_refused_in_a_sentence(said):
    with pytest.raises(ValueError, match="is no span of time; write 90, 30m, 6h, 2d or 1w"):
        _span(said)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-20T15:00+00:00", "2026-11-23T14:00+00:00"),  # Friday: Monday, nine o'clock in New York
        ("2026-11-23T03:00+00:00", "2026-11-23T14:00+00:00"),  # still Sunday there
        ("2026-11-23T13:00+00:00", "2026-11-24T14:00+00:00"),
    ],
)
def test_the_next_working_morning_is_that_of_whoever_looks_at_the_clock(now, morning):
    at = _working_morning(datetime.fromisoformat(now), "America/New_York", "morning")
    assert at == datetime.fromisoformat(morning)


@pytest.mark.parametrize("said", ["9" * 30 + "w", 10**15, "-" + "9" * 400])
def test_a_span_longer_than_time_is_refused_in_a_sentence(said):
    with pytest.raises(Refused, match="The clock cannot be moved there"):
        _span(said)


def test_a_time_without_a_zone_is_utc_and_what_is_no_time_is_refused():
    assert _time("2026-11-20T15:00:00") == datetime(2026, 11, 20, 15, tzinfo=UTC)
    for wrong in ("", "10000-01-01", "yesterday", "2026-02-30"):
        with pytest.raises(ValueError, match="is no time; write one such as"):
            _time(wrong)


def test_a_seat_is_in_the_zone_that_the_crm_knows_its_person_in():
    priya = Person(id="P", name="Priya Raman", email="priya@example.com", role="rep", timezone="Europe/London")
    assert _seat(priya)["tz"] == "Europe/London"
