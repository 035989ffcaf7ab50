"""When a command holds: “until monday”, “for two days”, “tomorrow at 6”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.language.draft import QUESTIONS
from domain.language.english import ORDINARY
from domain.language.message import Message, Span
from domain.language.points import UNIT_ENDS, Point, clock, duration, point
from domain.language.text import joined, word_set

SINCE = {"today": "day:0", "yesterday": "day:-1"}
"""Days that are looked back on, as windows."""
OPENS_A_TIME = word_set("until till til through thru upto after before during while once")
"""Words after which only a time can follow."""
WITHOUT_END = word_set(
    "further notice|i say so|i tell you otherwise|i say otherwise|told otherwise|i tell you|we say so|otherwise told"
)
"""What follows “until” where no end is meant."""
SOON = word_set("later soon sometime eventually shortly someday")
"""When nobody knows: a command that ends so has to be asked about."""
POINTS_BACK = word_set("that this it you all agent agents , more again")
PARTS_OF_DAYS = [["the", part] for part in ("morning", "afternoon", "evening")]
DETERMINERS = word_set("the our my this their")


@dataclass
class _Times:
    found: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)

    def put(self, key: str, value: str, start: int, end: int) -> int:
        """The token to read on from, the argument noted unless it is said already."""
        self.found.setdefault(key, value)
        self.spans.append(Span(start, end, ""))
        return end


def times_in(message: Message, keys: Mapping[str, str]) -> tuple[dict[str, str], list[Span]]:
    """{argument: point or duration} after the words that open it, and the tokens they take."""
    times, i = _Times(), 0
    while i < len(message.words):
        key = keys.get(message.words[i], "")
        i = (_for(message, i, times) if key == "for" else _point(message, i, key, times) if key else 0) or i + 1
    return times.found, times.spans


def _for(message: Message, i: int, times: _Times) -> int:
    """“for the week”, “for the rest of the quarter”, “for 3 hours”, “for today”; the token after it, 0 for none."""
    words = message.words
    if words[i + 1 : i + 2] == ["the"] and words[i + 2 : i + 3] and words[i + 2] in UNIT_ENDS:
        times.found.pop("until", None)
        return times.put("until", UNIT_ENDS[words[i + 2]], i, i + 3)
    if words[i + 1 : i + 4] in (["the", "rest", "of"], ["the", "remainder", "of"]):
        read = point(message, i + 2, message.today)
        if read:
            times.found.pop("until", None)
            return times.put("until", read.value, i, i + 2 + read.length)
    if read := duration(message, i + 1):
        return times.put("for", read.value, i, i + 1 + read.length)
    if words[i + 1 : i + 2] in (["today"], ["tonight"]):
        times.found.pop("until", None)
        return times.put("until", "eod", i, i + 2)
    return 0


def _point(message: Message, i: int, key: str, times: _Times) -> int:
    """“until monday”, “tomorrow at 6”, “at noon”; the token after it, 0 for none."""
    words = message.words
    if key == "at" and i and words[i] in ("at", "by"):
        whole = point(message, i - 1, message.today)
        if whole and whole.length > 2:
            return times.put(key, whole.value, i - 1, i - 1 + whole.length)
    read = point(message, i + 1, message.today)
    if read is None and key == "until" and (skip := _back_on(words, i + 1)):
        read = point(message, skip, message.today)
        read = Point(read.value, read.length + skip - i - 1) if read else None
    if read is None and key == "at" and (time := clock(words, i)):
        read = Point(f"todayT{time.value}", time.length - 1)
    return times.put(key, read.value, i, i + 1 + read.length) if read else 0


RETURNS = word_set(
    "i we he she they am is are back get return returns come comes gets dana the again on back from at to"
)


def _back_on(words: Sequence[str], at: int) -> int:
    """Where the day stands in “until i'm back on wednesday”; 0 where nobody comes back."""
    end = at
    while end < len(words) and words[end] in RETURNS:
        end += 1
    returned = {"back", "return", "returns"} & set(words[at:end])
    return end if returned and end < len(words) else 0


def bare_time(message: Message, gone: Sequence[Span]) -> tuple[str, Span] | None:
    """A point in time that no word opens: “run it tomorrow at 6”."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    for i in (i for i in range(len(message.words)) if i not in covered):
        read = point(message, i, message.today)
        free = read is not None and not set(range(i, i + read.length)) & covered
        counts = message.words[i] == "last" and message.words[i + 1 : i + 2] != ["night"]
        if read is not None and free and message.words[i] not in ("now", "all") and not counts:
            return read.value, Span(i, i + read.length, "")
    return None


def bare_duration(message: Message, gone: Sequence[Span]) -> tuple[str, Span] | None:
    """A number of hours or days that no word opens: “pause pipeline, 2 hours”."""
    covered = {i for s in gone for i in range(s.start, s.end)}
    for i in (i for i, token in enumerate(message.tokens) if i not in covered and token.kind == "number"):
        if read := duration(message, i):
            return read.value, Span(i, i + read.length, "")
    return None


def unread_time(message: Message, taken: Sequence[Span]) -> str:
    """The words that say when in a way nobody can read (“until the offsite”); empty where there are none."""
    covered = {i for s in taken for i in range(s.start, s.end)}
    if message.words and message.words[-1] in SOON and len(message.words) - 1 not in covered:
        return message.tokens[-1].raw
    for i in range(len(message.words) - 1):
        rest = joined(message.tokens[i + 1 :]).strip(" .!")
        if i in covered or rest in WITHOUT_END or message.words[i + 1] in POINTS_BACK:
            continue
        if _opens_a_time(message, i):
            return " ".join(t.raw for t in message.tokens[i:])
    return ""


def _opens_a_time(message: Message, at: int) -> bool:
    """Whether the words at a place speak of a time: “until …”, “in the morning”, “for the conference”."""
    word, after = message.words[at], message.words[at + 1]
    if word == "for" and after in DETERMINERS:
        return _names_an_occasion(message, at + 2)
    return word in OPENS_A_TIME or (word == "in" and message.words[at + 1 : at + 3] in PARTS_OF_DAYS)


def _names_an_occasion(message: Message, at: int) -> bool:
    """Whether an everyday word stands there that names nothing of ours: “for the conference”."""
    found = next((m for m in message.drafted.mentions if m.start == at), None)
    if found is None:
        return False
    elsewhere = bool(found.names) and {c.named.kind for c in found.names} <= {"lead_source", "activity_type"}
    return elsewhere or (found.unknown and found.text in ORDINARY | QUESTIONS.known)
