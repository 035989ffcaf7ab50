"""What of a model's wording may stand: the same claims, figures, names and order; only small words may differ.

The gate in `domain/cite.py` proves figures, rows and links. It lets prose pass, and a model's prose could say anything,
so here every word that carries meaning must be the template's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from domain import letter
from domain.checked import Checked
from domain.cite import cite
from domain.errors import UncitedClaim
from domain.facts import Draft
from domain.language.text import word_set

SMALL = word_set(
    "a an the there is are was were has have which that and here so also it they these those this overall altogether"
)
"""Words that may come and go: they change no number, no name and no relation."""
SMALL_PHRASES = re.compile(r"\b(?:in total|in short)\b", re.IGNORECASE)
SAME: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:opportunities|opps)\b", re.IGNORECASE), "deals"),
    (re.compile(r"\b(?:opportunity|opp)\b", re.IGNORECASE), "deal"),
    (re.compile(r"\btotall?ing\b", re.IGNORECASE), "worth"),
)
"""Words for which another one may stand."""
PIECES = re.compile(r"[^\W_]+(?:[.,:’'-][^\W_]+)*|[^\w\s]|_")
QUOTED = re.compile(r"“[^”]*”")
STOPS = frozenset(".,;:–—")
MOST_MORE = 120
"""Characters by which a sentence may grow."""


def reworded(draft: Draft, sentences: Sequence[str], checked: Checked) -> Draft | None:
    """The draft in other words, proved like any draft; None when anything but small words is different."""
    if len(sentences) != len(draft.claims):
        return None
    if not all(says_the_same(new, claim.text) for new, claim in zip(sentences, draft.claims, strict=True)):
        return None
    claims = tuple(
        claim.model_copy(update={"text": " ".join(new.split())})
        for new, claim in zip(sentences, draft.claims, strict=True)
    )
    worded = draft.model_copy(update={"claims": claims, "email_body": letter.body(claims, checked)})
    try:
        return cite(worded, checked)
    except UncitedClaim:
        return None


def says_the_same(new: str, old: str) -> bool:
    """Whether two sentences differ in small words only: every other word and sign is there, in the same order."""
    if len(new) > len(old) + MOST_MORE or not new.strip() or _has_hidden(new):
        return False
    return QUOTED.findall(new) == QUOTED.findall(old) and _meaning(new) == _meaning(old)


def _meaning(sentence: str) -> list[str]:
    """The words and signs that carry meaning."""
    plain = SMALL_PHRASES.sub(" ", sentence)
    for words, stands_for in SAME:
        plain = words.sub(stands_for, plain)
    pieces = (piece.casefold() for piece in PIECES.findall(plain))
    return [piece for piece in pieces if piece not in SMALL and piece not in STOPS]


def _has_hidden(text: str) -> bool:
    """Whether there is a letter that shows nothing, or turns the others around."""
    return any(unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs", "Cn") for char in text)
