"""Names by full name, part, nickname, start and slip; numbers as people write them; periods as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from bench.companies import b2b
from domain.language.amounts import read_amount
from domain.language.interpreter import understand
from domain.language.names import Names, tops
from domain.language.periods import Reader
from domain.language.text import tokens

ACCOUNTS = Names.build(
    accounts=[(n, n) for n in ("Acme Corporation", "Kan-code", "Condax", "Conecom", "Massive Dynamic", "Acme Labs")]
)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["acme", "corporation"], "Acme Corporation"),
        (["kan", "code"], "Kan-code"),
        (["kancode"], "Kan-code"),
        (["massive"], "Massive Dynamic"),
        (["dynamic"], "Massive Dynamic"),
    ],
)
def test_an_account_is_found_by_its_name_its_stem_and_its_parts(words: list[str], value: str) -> None:
    assert [c.named.value for c in tops(ACCOUNTS.exact(words))] == [value]


def test_the_start_of_a_name_finds_all_that_begin_so() -> None:
    assert {c.named.value for c in ACCOUNTS.guess("con")} == {"Condax", "Conecom"}


def test_a_slip_finds_the_name_it_is_nearest_to() -> None:
    assert tops(ACCOUNTS.guess("condaxx"))[0].named.value == "Condax"
    assert ACCOUNTS.guess("zzzzz") == ()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["mike"], {"Mike Donnelly", "Mike Reyes"}),
        (["michael"], {"Mike Donnelly", "Mike Reyes"}),
        (["mike", "d"], {"Mike Donnelly"}),
        (["reyes"], {"Mike Reyes"}),
        (["thomas"], {"Tom Okafor"}),
    ],
)
def test_people_are_found_by_first_and_last_name_nickname_and_initial(words: list[str], values: set[str]) -> None:
    assert {c.named.value for c in tops(b2b().exact(words))} == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$500k", 500_000),
        ("1.2m+", 1_200_000),
        ("half a mil", 500_000),
        ("a hundred grand", 100_000),
        ("15 pct", 15),
        ("3x", 3),
        ("two weeks", 2),
        ("1,200.50 usd", 1200.5),
        ("a quarter million", 250_000),
        ("twenty-five days", 25),
        ("a dozen", 12),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    found = read_amount(tokens(text), 0)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "days"), [("2 weeks", 14), ("3 months", 90), ("a fortnight", 14), ("30+ days", 30), ("$5", None)]
)
def test_a_stretch_of_time_is_so_many_days(text: str, days: int | None) -> None:
    found = read_amount(tokens(text), 0)
    assert found is not None
    assert found.days == days


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("last quarter", "quarter:-1"),
        ("the past 2 weeks", "last:2w"),
        ("since march", "since:mar"),
        ("q2 fy27", "FY2027-Q2"),
        ("this year so far", "ytd"),
        ("from oct to dec 2016", "2016-10..2016-12"),
        ("october 3rd", "10-03"),
        ("by eoq", "until:quarter:0"),
        ("the week before last", "week:-2"),
        ("q4 last year", "2025-Q4"),
        ("in Q2'17", "2017-Q2"),
        ("3 weeks ago", "week:-3"),
        ("last friday", "last_friday"),
        ("next march", "2027-03"),
        ("the first half of 2017", "2017-H1"),
        ("year to date", "ytd"),
    ],
)
def test_periods_are_read_as_people_say_them(text: str, window: str) -> None:
    found = Reader(tokens(text), date(2026, 11, 20)).period(0)
    assert found is not None
    assert found.window == window


@pytest.mark.parametrize("text", ["30 days", "over 2000", "may i see", "50k", "second thoughts"])
def test_what_is_no_period_is_not_read_as_one(text: str) -> None:
    assert Reader(tokens(text), date(2026, 11, 20)).period(0) is None


@pytest.mark.parametrize(
    ("said", "account"),
    [
        ("R&D Partners", "R&D Partners"),
        ("r&d", "R&D Partners"),
        ("r and d partners", "R&D Partners"),
        ("RD Partners", "R&D Partners"),
        ("AT&T", "AT&T"),
        ("att", "AT&T"),
        ("h & m", "H&M Group"),
        ("Johnson & Sons", "Johnson & Sons"),
        ("johnson and sons", "Johnson & Sons"),
        ("Smith & Weber", "Smith and Weber"),
    ],
)
def test_an_account_is_found_with_an_ampersand_or_the_word_for_it(said, account):
    called = ("R&D Partners", "AT&T", "H&M Group", "Johnson & Sons", "Smith and Weber", "Andover")
    names = Names.build(accounts=[(str(n), name) for n, name in enumerate(called)])
    intent = understand(f"deals with {said}", names, today=date(2026, 11, 20))
    assert account in intent.model_dump_json()
