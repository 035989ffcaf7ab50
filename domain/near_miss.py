"""Whether a value is most likely a slip of another: only ever a reason to ask, never a reason to change it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.language.names import LEGAL_SUFFIXES
from domain.language.text import unaccented

SHORTEST, LONG_ENOUGH_FOR_TWO = 5, 9
"""Letters a word must have for one slip, and for two, to be more likely than another word."""


def bare(value: str) -> str:
    """The value in small letters without accents, spaces and marks: what is left when only its spelling differs."""
    return re.sub(r"[\W_]+", "", unaccented(value).casefold())


@dataclass
class Known:
    """Values that are known to be right, ready to be compared with many others."""

    values: Sequence[str]
    _by_bare: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _by_stem: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for value in self.values:
            self._by_bare.setdefault(bare(value), []).append(value)
            self._by_stem.setdefault(_stem(value), []).append(value)

    def near(self, said: str) -> tuple[str, ...]:
        """The known values it is most likely a slip of, equally near ones in their order; none when nothing is near.

        A slip is other spaces, marks or capitals, a missing legal form, or one or two wrong letters in a long enough
        word. Digits are never slips: “GTK 500” and “GTK 600” are two things.
        """
        plain = bare(said)
        for index, key in ((self._by_bare, plain), (self._by_stem, _stem(said))):
            if key and (same := [value for value in index.get(key, ()) if value != said]):
                return tuple(same)
        return self._by_letters(plain) if len(plain) >= SHORTEST else ()

    def _by_letters(self, plain: str) -> tuple[str, ...]:
        slips = 2 if len(plain) >= LONG_ENOUGH_FOR_TWO else 1
        found = process.extract(plain, self._by_bare.keys(), scorer=OSA.distance, score_cutoff=slips, limit=8)
        near = [(distance, key) for key, distance, _ in found if distance and _digits(key) == _digits(plain)]
        least = min((distance for distance, _ in near), default=0)
        return tuple(value for distance, key in near if distance == least for value in self._by_bare[key])


def near_miss(said: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known values a said one is most likely a slip of."""
    return Known(tuple(known)).near(said)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _stem(value: str) -> str:
    words = [w for w in re.split(r"[\W_]+", unaccented(value).casefold()) if w and w not in LEGAL_SUFFIXES]
    return "".join(words)
