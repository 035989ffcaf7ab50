"""Accounts called like our own words: the words keep their meaning unless the whole name is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.language.interpreter import understand
from domain.language.meaning import meaning
from domain.language.names import Names

ACCOUNTS = ("Won Deals GmbH", "Top 5 Inc", "Contoso", "Open Systems", "Win Rate Co", "Last Quarter Labs", "Target Corp")
NAMES = Names.build(accounts=[(a, a) for a in ACCOUNTS], stages=[("Negotiation", "open", 1), ("Closed Won", "won", 2)])


def read(text: str) -> dict[str, Any]:
    kind, meant = meaning(understand(text, NAMES, today=date(2026, 11, 20)))
    assert kind == "query", (text, kind, meant)
    return meant


def named(text: str) -> list[str]:
    return [str(f["value"]) for f in read(text)["filters"] if f.get("field") == "account"]


@pytest.mark.parametrize(
    "text",
    ["won deals", "won deals last quarter", "top 5 accounts by amount", "top 5 deals", "win rate by rep", "open deals"],
)
def test_our_own_words_are_no_account(text: str) -> None:
    assert named(text) == []


def test_a_ranking_keeps_its_length() -> None:
    assert read("top 5 accounts by amount")["limit"] == 5


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("deals of won deals gmbh", "Won Deals GmbH"),
        ("open deals with Won Deals GmbH", "Won Deals GmbH"),
        ("top 5 inc deals", "Top 5 Inc"),
        ("deals with Open Systems", "Open Systems"),
        ("open deals with Target", "Target Corp"),
    ],
)
def test_the_whole_name_is_the_account(text: str, account: str) -> None:
    assert named(text) == [account]
