"""Our wording as Slack's text objects: inert, exact, and styled only where style cannot change what a record says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.surfaces.marks import Span, visible

_SIGNS = {"bold": "*", "italic": "_", "code": "`"}
# What mrkdwn would take for formatting. Slack cannot disarm these, so text that holds one goes out as plain text.
_ACTIVE = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|^\s*>|:(?!\d+:)[\w+'-]+:", re.MULTILINE)


def size(text: str) -> int:
    """How long Slack may count this: in UTF-16 units, the strictest of the readings."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, so that the cut is seen."""
    if size(text) <= most:
        return text
    kept = text[: most - 1]
    over = size(kept) - (most - 1)
    while over > 0:
        over -= size(kept[-1])
        kept = kept[:-1]
    return kept + "…"


def escaped(text: str) -> str:
    """Text for an mrkdwn field, its three control characters disarmed; to be called exactly once."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, most: int) -> dict[str, Any]:
    """A text object in which nothing means anything. Never empty, because Slack refuses that."""
    # Writing out what hides only makes text longer, so what is beyond the limit need not be looked at.
    shown = clip(visible(text[: most + 1]), most)
    return {"type": "plain_text", "text": shown if shown.strip(" \n\t…") else "–", "emoji": False}


def text_objects(spans: Iterable[Span], most: int) -> list[dict[str, Any]]:
    """The wording as text objects of at most this size each, broken where people would break it."""
    pieces = _pieces([Span(visible(span.text), span.style) for span in spans], most)
    return [_text_object(piece) for piece in pieces if any(span.text.strip() for span in piece)]


def _text_object(spans: list[Span]) -> dict[str, Any]:
    marked = _mrkdwn(spans)
    if marked is None:
        return {"type": "plain_text", "text": "".join(span.text for span in spans), "emoji": False}
    # Verbatim keeps Slack from making links and channel names out of what a record happens to say.
    return {"type": "mrkdwn", "text": marked, "verbatim": True}


def _mrkdwn(spans: list[Span]) -> str | None:
    """The spans in mrkdwn, or None where a record's own characters would be taken for marks."""
    out = []
    for at, span in enumerate(spans):
        if "`" in span.text if span.style == "code" else _ACTIVE.search(span.text):
            return None
        before = spans[at - 1].text[-1:] if at else ""
        after = spans[at + 1].text[:1] if at + 1 < len(spans) else ""
        touches = before.isalnum() or after.isalnum()
        out.append(escaped(span.text) if touches or not span.style else _signed(span))
    return "".join(out)


def _signed(span: Span) -> str:
    """The span between Slack's own signs, which must hug a word and end on the line where they began."""
    sign = _SIGNS[span.style]
    return "\n".join(_signed_line(line, sign) for line in span.text.split("\n"))


def _signed_line(line: str, sign: str) -> str:
    core = line.strip()
    if not core:
        return line
    left = line[: len(line) - len(line.lstrip())]
    right = line[len(line.rstrip()) :]
    return f"{left}{sign}{escaped(core)}{sign}{right}"


def _pieces(spans: list[Span], most: int) -> Iterator[list[Span]]:
    piece: list[Span] = []
    room = most
    for span in spans:
        text = span.text
        while text:
            kept = _fitting(text, room, most)
            if kept:
                piece.append(Span(kept, span.style))
                room -= _cost(kept)
                text = text[len(kept) :]
            if text:
                yield from [piece] if piece else []
                piece, room = [], most
    if piece:
        yield piece


def _fitting(text: str, room: int, most: int) -> str:
    """As much of the text as fits; cut after a line or a word unless one word alone fills the whole object."""
    if len(text) <= room and _cost(text) <= room:
        return text
    left, end = room - _cost(""), 0
    while (left := left - _cost_of(text[end])) >= 0:
        end += 1
    for seam in ("\n", " "):
        cut = text.rfind(seam, 0, end)
        if cut > end // 2 or (cut >= 0 and room < most):
            return text[: cut + 1]
    return text[:end] if room == most else ""


def _cost(text: str) -> int:
    """How much room the text takes at most: escaped, and with a pair of marks around each line."""
    grown = 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return size(text) + grown + 2 * (1 + text.count("\n"))


def _cost_of(char: str) -> int:
    return {"&": 5, "<": 4, ">": 4, "\n": 3}.get(char, 1 if char <= "\uffff" else 2)
