"""Wordings put into plainer ones in a message already read: what a slot takes keeps its tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from domain.language.message import Message
from domain.language.text import Token, tokens
from domain.language.wordings.notation import Wording


def rewritten(message: Message, wordings: Iterable[Wording]) -> Message:
    """The message after every wording that it says, in order; what is kept keeps its tokens."""
    text, words = " ".join(message.words), set(message.words)
    for each in wordings:
        found = each.said.search(text) if each.may_be_in(words) else None
        if found:
            message = _put(message, each, found)
            text, words = " ".join(message.words), set(message.words)
    return message


def _put(message: Message, wording: Wording, found: re.Match[str]) -> Message:
    starts, at = [], 0
    for word in message.words:
        starts.append(at)
        at += len(word) + 1

    def between(start: int, end: int) -> tuple[Token, ...]:
        return message.tokens[bisect_left(starts, start) : bisect_left(starts, end)] if start >= 0 else ()

    said = (*between(0, found.start()),)
    for part in wording.read:
        said += tokens(part) if isinstance(part, str) else between(*found.span(part.name))
    said += between(found.end(), at)
    return Message(message.text, said, message.names, message.today, message.fixes, message.has_context)
