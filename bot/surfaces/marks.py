"""Our own marks in wording, and record text made safe to look at, for every surface alike."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Literal, NamedTuple

Style = Literal["", "bold", "italic", "code"]

_MARKS: tuple[tuple[str, Style], ...] = (("**", "bold"), ("_", "italic"), ("`", "code"))
_MARKABLE = "\\*_`"
_MARK = re.compile(r"[\\*_`]")
_JOINERS = "\u200c\u200d"
# Letters that some scripts draw as nothing; in a name they would pass for a space.
_BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
# Formatting characters by category, yet drawn: signs that Arabic, Syriac and Kaithi put before a number.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# The flags of England, Scotland and Wales are spelt in otherwise invisible letters.
_FLAG = re.compile("(\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f)")


class Span(NamedTuple):
    """A run of text in one style."""

    text: str
    style: Style = ""


def spans(text: str) -> tuple[Span, ...]:
    """The text as styled runs: `**bold**`, `_italic_` and `code`; a backslash disarms the mark after it."""
    runs = groupby(_runs(text), key=lambda span: span.style)
    joined = (Span("".join(span.text for span in run), style) for style, run in runs)
    return tuple(span for span in joined if span.text)


def unmarked(text: str) -> str:
    """The text without its marks."""
    return "".join(span.text for span in spans(text))


def visible(text: str) -> str:
    """The text with everything that hides or reorders letters written out, such as ⟨U+202E⟩; all else unchanged."""
    if text.isprintable() and (text.isascii() or (_BLANK_LETTERS.isdisjoint(text) and not _varies(text))):
        return text
    parts = _FLAG.split(text)
    return "".join(part if odd % 2 else _written_out(part) for odd, part in enumerate(parts))


def _written_out(text: str) -> str:
    return "".join(f"⟨U+{ord(char):04X}⟩" if _hides(text, at) else char for at, char in enumerate(text))


def _hides(text: str, at: int) -> bool:
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in "\n\t" or char in _DRAWN:
        return False
    if char in _JOINERS:
        return not (_is_joinable(before) and _is_joinable(after))
    if _varies(char):
        return not before or _varies(before) or (before.isascii() and before.isalpha())
    return char in _BLANK_LETTERS or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _varies(text: str) -> bool:
    """Whether a variation selector is among these: honest after an emoji or a Han letter, a hiding place elsewhere."""
    return _VARIES.search(text) is not None


_VARIES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _is_joinable(char: str) -> bool:
    return bool(char) and (char == "\ufe0f" or unicodedata.category(char) in ("So", "Sk", "Lo", "Mn", "Mc"))


def _runs(text: str) -> list[Span]:
    out: list[Span] = []
    at, unclosed = 0, set[str]()
    while at < len(text):
        mark = _MARK.search(text, at)
        end = mark.start() if mark else len(text)
        out.append(Span(text[at:end]))
        if mark is None:
            break
        found = _marked(text, end, unclosed)
        if found is None:
            step = 2 if _is_escape(text, end) else 1
            out.append(Span(text[end + step - 1]))
        else:
            inside, style, step = found
            out.append(Span(_unescaped(inside), style))
        at = end + step
    return out


def _marked(text: str, at: int, unclosed: set[str]) -> tuple[str, Style, int] | None:
    """The text inside the mark that opens here, its style, and how far it reaches."""
    for mark, style in _MARKS:
        if mark in unclosed or not text.startswith(mark, at) or (mark == "_" and at > 0 and text[at - 1].isalnum()):
            continue
        end = _closing(text, at + len(mark), mark)
        if end < 0:
            # What does not close from here closes from nowhere later, so hostile text costs one look and not many.
            unclosed.add(mark)
        elif end > at + len(mark):
            return text[at + len(mark) : end], style, end + len(mark) - at
    return None


def _closing(text: str, at: int, mark: str) -> int:
    while at < len(text):
        if _is_escape(text, at):
            at += 2
        elif text.startswith(mark, at) and not (mark == "_" and text[at + 1 : at + 2].isalnum()):
            return at
        else:
            at += 1
    return -1


def _is_escape(text: str, at: int) -> bool:
    return text[at] == "\\" and text[at + 1 : at + 2] != "" and text[at + 1] in _MARKABLE


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\*_`])", r"\1", text)
