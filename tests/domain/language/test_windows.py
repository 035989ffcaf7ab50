"""Windows mean the days the format page says."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.windows import is_window, resolve, say_window, shift

TODAY = date(2026, 11, 20)  # a Friday


def days(start: str | None, end: str | None) -> tuple[date | None, date | None]:
    return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        ("day:0", "2026-11-20", "2026-11-21"),
        ("week:-1", "2026-11-09", "2026-11-16"),
        ("month:0", "2026-11-01", "2026-12-01"),
        ("quarter:-1", "2026-07-01", "2026-10-01"),
        ("quarter:1", "2027-01-01", "2027-04-01"),
        ("half:0", "2026-07-01", "2027-01-01"),
        ("year:-1", "2025-01-01", "2026-01-01"),
        ("wtd", "2026-11-16", "2026-11-21"),
        ("qtd", "2026-10-01", "2026-11-21"),
        ("last:30d", "2026-10-22", "2026-11-21"),
        ("next:14d", "2026-11-20", "2026-12-04"),
        ("last:2m", "2026-09-21", "2026-11-21"),
        ("Q2", "2026-04-01", "2026-07-01"),
        ("dec", "2025-12-01", "2026-01-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("H1", "2026-01-01", "2026-07-01"),
        ("12-29", "2025-12-29", "2025-12-30"),
        ("friday", "2026-11-20", "2026-11-21"),
        ("last_friday", "2026-11-13", "2026-11-14"),
        ("monday", "2026-11-16", "2026-11-17"),
        ("2017", "2017-01-01", "2018-01-01"),
        ("2017-Q2", "2017-04-01", "2017-07-01"),
        ("2017-10", "2017-10-01", "2017-11-01"),
        ("2017-10-01", "2017-10-01", "2017-10-02"),
        ("since:mar", "2026-03-01", None),
        ("before:day:0", None, "2026-11-20"),
        ("after:2026-10", "2026-11-01", None),
        ("until:friday", None, "2026-11-21"),
        ("mar..may", "2026-03-01", "2026-06-01"),
        ("dec..jan", "2025-12-01", "2026-02-01"),
        ("2026-02-03..2026-02-05", "2026-02-03", "2026-02-06"),
        ("FY2027", "2027-01-01", "2028-01-01"),
        ("FY2027-Q2", "2027-04-01", "2027-07-01"),
    ],
)
def test_a_window_covers_its_days(window: str, start: str | None, end: str | None) -> None:
    assert resolve(window, TODAY) == days(start, end)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        ("fyear:0", "2026-02-01", "2027-02-01"),
        ("fquarter:0", "2026-11-01", "2027-02-01"),
        ("fquarter:-1", "2026-08-01", "2026-11-01"),
        ("FY2027", "2026-02-01", "2027-02-01"),
        ("FY2027-Q2", "2026-05-01", "2026-08-01"),
    ],
)
def test_fiscal_windows_follow_the_month_the_fiscal_year_starts_in(window: str, start: str, end: str) -> None:
    assert resolve(window, TODAY, 2) == days(start, end)


@pytest.mark.parametrize(
    "window", ["", "soon", "Q5", "H3", "2017-13", "last:xd", "foo:1", "..", "until:", "9" * 40, "day:99999999999"]
)
def test_what_is_no_window_gets_a_sentence(window: str) -> None:
    with pytest.raises(ValueError, match="is not a period I know"):
        resolve(window, TODAY)
    assert not is_window(window)


@pytest.mark.parametrize(
    ("window", "n", "moved"),
    [
        ("quarter:-1", -1, "quarter:-2"),
        ("quarter:-1", -4, "quarter:-5"),
        ("Q1", -1, "2025-Q4"),
        ("Q2", 1, "2026-Q3"),
        ("2017-Q4", 1, "2018-Q1"),
        ("2017", -1, "2016"),
        ("2017-01", -1, "2016-12"),
        ("last:30d", -1, "day:-59..day:-30"),
        ("oct", -1, "2026-09-01..2026-09-30"),
        ("ytd", -1, "year:-1..day:-365"),
        ("FY2027-Q1", -1, "FY2026-Q4"),
    ],
)
def test_a_window_can_be_moved_by_its_own_length(window: str, n: int, moved: str) -> None:
    assert shift(window, n, TODAY) == moved
    assert is_window(moved)


def test_an_open_ended_window_has_no_neighbour() -> None:
    with pytest.raises(ValueError, match="open-ended"):
        shift("since:mar", -1, TODAY)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("quarter:-1", "last quarter (1 Jul – 30 Sep 2026)"),
        ("last:30d", "the last 30 days (22 Oct – 20 Nov 2026)"),
        ("day:-1", "yesterday (19 Nov 2026)"),
        ("oct", "October (1 – 31 Oct 2026)"),
        ("since:mar", "since March (from 1 Mar 2026)"),
        ("2017-10-01", "1 Oct 2017"),
        ("dec..jan", "December to January (1 Dec 2025 – 31 Jan 2026)"),
        ("fquarter:0", "this fiscal quarter (1 Oct – 31 Dec 2026)"),
    ],
)
def test_a_window_is_said_in_words_with_its_dates(window: str, words: str) -> None:
    assert say_window(window, TODAY) == words
