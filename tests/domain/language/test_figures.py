"""Figures as other countries write them."""

from __future__ import annotations

from typing import Any

import pytest

from bench.companies import TODAY, b2b
from domain.language.figures import figures_as_here
from domain.language.interpreter import understand_text_in_context
from domain.language.meaning import meaning


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("above €25.000, not from", "above €25000, not from"),
        ("25.000 € or more", "€25000 or more"),
        ("25k€ and up", "€25k and up"),
        ("min. 2.500 each", "min 2500 each"),
        ("1.250.000,50", "1250000.50"),
        ("€1.250,50", "€1250.50"),
        ("€ 25.000,- net", "€ 25000 net"),
        ("over 1,5m", "over 1.5m"),
        ("1,5 mio. in all", "1.5 mio in all"),
        ("ratio up to 3,5 for smb", "ratio up to 3.5 for smb"),
        ("for 2,5 weeks", "for 2.5 weeks"),
        ("12,5%", "12.5%"),
        ("between 2,5 and 3,5", "between 2.5 and 3.5"),
        ("2,00,000", "200000"),
        ("rs. 12,50,000", "₹1250000"),
        ("25'000", "25000"),
        ("€25 000", "€25000"),
        ("25 000 eur", "25000 eur"),
        ("over 10 000", "over 10000"),
        ("since 01.10.2026", "since 2026-10-01"),
        ("24.10. to 31.10.2026", "2026-10-24 to 2026-10-31"),
    ],
)
def test_figures_of_other_countries_are_read(written: str, read: str) -> None:
    assert figures_as_here(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "$1.250m", "1.250k", "win rate over 0.125", "coverage below 2.750", "stages 1,2", "last 3,5 and 7 days",
        "1,000", "1,234,567", "10,000.50", "dec 12,15", "deals #3,5", "quota 1.2.3", "over 10,20,30",
        "top 5 500k deals", "between 4 and 6k", "v1.000", "5, 10 and 15", "in 2017, 2018",
    ],
)  # fmt: skip
def test_figures_that_may_be_something_else_stay(text: str) -> None:
    assert figures_as_here(text) == text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("deals above €25.000", 25_000),
        ("deals above 2 lakh in proposal", 200_000),
        ("deals over 3 crore", 30_000_000),
        ("deals over 1,5 mio", 1_500_000),
        ("deals above Rs 2,50,000", 250_000),
        ("deals over 100 000", 100_000),
    ],
)
def test_an_amount_is_compared_as_it_was_meant(text: str, amount: int) -> None:
    kind, meant = meaning(understand_text_in_context(text, None, b2b(), today=TODAY["b2b"]))
    filters: list[dict[str, Any]] = meant["filters"]
    assert (kind, [(f["op"], f["value"]) for f in filters if f["field"] == "amount"]) == ("query", [("gt", amount)])
