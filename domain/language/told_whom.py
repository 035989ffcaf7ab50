"""Who is to be told, said of them: “marcus should be told when …” says what “tell marcus when …” says."""

from __future__ import annotations

from collections.abc import Sequence

from domain.language.message import Message, Span
from domain.language.text import phrase_list, tokens, word_set

_TOLD = "told|alerted|notified|informed|pinged|messaged|warned|emailed|looped in|updated|in the loop|made aware"
_WORD = (
    "an alert|a ping|a message|a heads up|a note|an email|a notification|alerts|a warning|pinged|notified|alerted|word|"
    "an alarm|a dm|the news|a shout|wind of it"
)
_KNOWN = (
    "knows about it|knows of it|knows|know about it|know of it|know|hears about it|hears of it|hear about it|"
    "hear of it|"
    "hears|hear|is aware|is in the loop|learns about it|finds out|find out"
)


def _each(leads: str, ends: str) -> tuple[tuple[str, ...], ...]:
    said = (f"{lead} {end}".split() for lead in phrase_list(leads) for end in phrase_list(ends))
    return tuple(sorted((tuple(s) for s in said), key=len, reverse=True))


DUE = (
    *_each("to be|should be|must be|needs to be|need to be|has to be|have to be|should get|gets|get|to get|must get|"
           "needs to get|wants to be|would like to be|is to be|are to be|be|ought to be", _TOLD),
    *_each("to get|should get|must get|gets|get|needs|need|wants|receives|should receive|to receive|needs to get|"
           "has to get|should have|gets sent|is sent|be sent|to be sent|should be sent|receive", _WORD),
    *_each("to|should|must|needs to|need to|has to|have to|wants to|would like to|ought to", _KNOWN),
)  # fmt: skip
"""What is to happen to somebody who is told."""
WISHED = (*DUE, *_each("", _TOLD), *_each("", _KNOWN), *_each("is|are|gets|get", _TOLD))
"""What may also follow where it is wished: “have marcus told”, “make sure marcus knows”."""
WISHES = tuple(
    tuple(p.split())
    for p in phrase_list(
        "make sure that|make sure|ensure that|ensure|see to it that|see that|have|get|i want|we want|i need|we need|"
        "i would like|we would like|want|need|please have|let|i wish for"
    )
)
SENDS = _each("send|give|drop|shoot|fire|pass|text|slip", "")
OWNERS = tuple(
    tuple(p.split())
    for p in phrase_list(
        "the owner|the rep|the deal owner|the account owner|its owner|its rep|whoever owns it|the seller|owners|reps"
    )
)
AFTER = word_set("about of")
MARKS = word_set("when whenever if once")


def plainly_told(message: Message) -> Message:
    """The message with whoever is to be told as the one that an alert goes to."""
    words = message.words
    for span in _somebody(message):
        lead = next(
            (w for w in WISHES if span.start >= len(w) and tuple(words[span.start - len(w) : span.start]) == w), ()
        )
        due = _at(words, span.end, WISHED if lead else DUE)
        sends = span.start > 0 and (words[span.start - 1],) in SENDS
        given = _at(words, span.end, _GIVEN) if sends and not due else 0
        if not (due or given) or _told_already(message, span):
            continue
        end = span.end + (due or given)
        end += 2 * (
            words[end : end + 1] in (["about"], ["of"]) and words[end + 1 : end + 2] in (["it"], ["that"], ["this"])
        )
        start = span.start - (len(lead) if lead else 1 if given else 0)
        said = message.tokens
        turned = (*said[:start], *tokens("alert"), *said[span.start : span.end], *said[end:])
        return Message(message.text, turned, message.names, message.today, message.fixes, message.has_context)
    return message


_GIVEN = _each("", _WORD)


def _at(words: Sequence[str], at: int, listed: Sequence[tuple[str, ...]]) -> int:
    """How many words from a place on are one of the phrases."""
    return next((len(p) for p in listed if tuple(words[at : at + len(p)]) == p), 0)


def _somebody(message: Message) -> list[Span]:
    """Everybody who may be told, those listed together as one."""
    words = message.words
    found = [s for s, _ in message.people() if not message.tokens[s.end - 1].possessive]
    for i in range(len(words)):
        if n := _at(words, i, OWNERS):
            found.append(Span(i, i + n, ""))
        if words[i] in ("me", "us"):
            found.append(Span(i, i + 1, ""))
    out: list[Span] = []
    for span in sorted(found, key=lambda s: s.start):
        if out and out[-1].end < span.start and set(words[out[-1].end : span.start]) <= {"and", ",", "&"}:
            out[-1] = Span(out[-1].start, span.end, "")
        elif not out or span.start >= out[-1].end:
            out.append(span)
    return [s for s in out if words[s.start : s.end] not in (["me"], ["us"])]


def _told_already(message: Message, span: Span) -> bool:
    """“tell me when marcus gets a message”: somebody else is told, and this is when."""
    before = message.words[: span.start]
    reacts = [s for s in message.find("react") if s.end <= span.start and s.start <= message.opening() + 1]
    return bool(reacts) and bool(MARKS & set(before[reacts[0].end :])) and before[-1:] not in (["and"], [","])
