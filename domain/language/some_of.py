"""“2 of the top 5”: some of several deals, where nothing says which."""

from __future__ import annotations

import re

from domain.language.commands.needs import Need
from domain.language.message import Message
from domain.language.text import phrase_list

ASSUMABLE = (
    "I can assume that deals are won, left out, moved to another day or worth another amount, or another win rate. "
    "What do you mean by “{words}”? For example “what if we lose the Contoso deal” or “what if the win rate drops by 5 "
    "points”."
)
NUMBERS = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
SOME_OF = re.compile(
    rf"\b(?:(?:{NUMBERS}|\d+ ?%|percent|half|some|most|many|several|few|third|quarter|any|either)(?: out)? of "
    r"(?:the|our|my|those|these|them|all|his|her|their|commit|top|biggest|largest|\d+|its|open|deals|best|what)\b)"
)
SO_MANY = re.compile(
    rf"(?:^| )(?P<before>\w+ )?(?P<some>(?:{NUMBERS}|a single|several|some|a few) "
    r"(?P<kind>\w+ )??(?:deals?|opps?|opportunit(?:y|ies)|accounts?|customers?))\b"
)
ALL_OF = (
    "all",
    "the",
    "our",
    "these",
    "those",
    "both",
    "top",
    "biggest",
    "largest",
    "first",
    "last",
    "bottom",
    "smallest",
)
"""Words before a number that say which ones: “all 3 deals”, “the two deals”, “top 5 deals”."""
RANKS = phrase_list(
    "biggest|largest|top|smallest|best|worst|oldest|newest|latest|most|highest|lowest|day|week|month|quarter|year|days|"
    "weeks|months|k|m|million|thousand"
)
"""Words between a number and the deals that say which ones, or what the number counts."""
OF_THEM = re.compile(
    r"(?: (?:top|biggest|largest|commit|best|case|\d+|two|three|four|five|six|ten|deals|pipeline|forecast|open|them)\b"
    r")*"
)
WHICH_ONES = (
    "I cannot tell which ones “{words}” are. Please name the deals, or take all of them, for example “what if we lose "
    "the top 5”."
)


def some_of(clause: Message) -> Need | None:
    """The question which of several deals are meant; None where all of them are."""
    text = " ".join(clause.words)
    if found := SOME_OF.search(text):
        tail = OF_THEM.match(text, found.end())
        return Need("reference", (), f"{found[0]}{tail[0] if tail else ''}", WHICH_ONES)
    for counted in SO_MANY.finditer(text):
        all_of_them = (counted["before"] or "").strip() in ALL_OF or (counted["kind"] or "").strip() in RANKS
        if not all_of_them:
            return Need("reference", (), counted["some"], WHICH_ONES)
    return None
