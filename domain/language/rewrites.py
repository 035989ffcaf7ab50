"""A construction and the plain one it stands for, as data: “deals are cold after 12 days” is “set activity gap …”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from domain.language.message import Message
from domain.language.text import Token, tokens

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
NUMBER = rf"(?:(?:\d[\d.]*|{_ONES}|a hundred|half a)(?: (?:k|m|x|%|mil|million|grand|thousand|hundred|percent|pct))?)"
"""A number as its tokens stand beside each other."""
DAYS = rf"{NUMBER} (?:business |working |calendar )?(?:days?|weeks?|months?|d|w|wks?)"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What is said, as a pattern over the tokens, and what it says plainly: words, and groups of the pattern."""

    said: re.Pattern[str]
    plainly: tuple[str | int, ...]


def rewrite(said: str, *plainly: str | int) -> Rewrite:
    """A rewrite whose pattern begins and ends between tokens."""
    return Rewrite(re.compile(rf"(?:^|(?<= ))(?:{said})(?= |$)"), plainly)


def rewritten(message: Message, rewrites: Iterable[Rewrite]) -> Message:
    """The message after every rewrite that fits it, in order; what is kept keeps its tokens."""
    for each in rewrites:
        found = each.said.search(" ".join(message.words))
        if found:
            message = _put(message, each.plainly, found)
    return message


def _put(message: Message, plainly: tuple[str | int, ...], found: re.Match[str]) -> Message:
    starts, at = [], 0
    for word in message.words:
        starts.append(at)
        at += len(word) + 1

    def between(start: int, end: int) -> tuple[Token, ...]:
        return message.tokens[bisect_left(starts, start) : bisect_left(starts, end)] if start >= 0 else ()

    said = (*between(0, found.start()),)
    for part in plainly:
        said += tokens(part) if isinstance(part, str) else between(*found.span(part))
    said += between(found.end(), at)
    return Message(message.text, said, message.names, message.today, message.fixes, message.has_context)
