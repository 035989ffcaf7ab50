"""What a typed reply to a question back picks: by name, by number, or by words that belong in the question's gap."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz.distance import OSA

from domain.language.names import name_words, slips_allowed
from domain.language.text import word_set

COURTESY = word_set(
    "please i mean meant it its is the option number no nr choice answer thanks thank you just ok okay yeah sorry use "
    "take pick choose go with for that thats was would want like a im asking about of course"
)
"""Words around an answer that say nothing about which one it is."""
YES, EACH = word_set("yes y yep right correct exactly"), word_set("both all either each every any")
NEITHER = word_set("none neither nobody nothing nope another else somebody someone something other different")
ORDINALS = (
    ("first", "1st", "top", "former"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
)
CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LONGEST = 8
"""A reply of more words than this is a message of its own."""
SHORTEST_START = 3


def picked(said: str, labels: Sequence[str]) -> int | None:
    """The place of the one label that a reply picks; None when it picks none, or may pick several."""
    words = _words(said)
    if not words or len(words) > LONGEST:
        return None
    named = [name_words(label) for label in labels]
    if words in named:
        return named.index(words)
    left = [word for word in words if word not in COURTESY]
    if len(labels) == 1 and left and set(left) <= YES:
        return 0
    number = _number(left, len(labels))
    if number is not None and 1 <= number <= len(labels):
        return number - 1
    return _only(left, named, _begins) if left else None


def number_said(said: str, most: int) -> int | None:
    """The number that is all a reply says, whether or not there is such a choice; None when it says more or else."""
    return _number([word for word in _words(said) if word not in COURTESY], most)


def picks_all(said: str) -> bool:
    """Whether a reply takes every choice: “both”, “all of them”."""
    left = {word for word in _words(said) if word not in COURTESY} - word_set("them these those two three of")
    return bool(left) and left <= EACH


def picks_none(said: str) -> bool:
    """Whether a reply takes no choice: “neither”, “none of them”, “somebody else”."""
    left = {word for word in _words(said) if word not in COURTESY} - word_set("them these those of one")
    return bool(left) and left <= NEITHER


def gap(asked: str, choice: str, label: str) -> tuple[str, str, str] | None:
    """(before, unclear words, after) of a question whose choice has a label in their place; None when it has not."""
    asked, at = " ".join(asked.split()), choice.find(label)
    before, after = choice[:at], choice[at + len(label) :]
    if at < 0 or not label or len(before) + len(after) >= len(asked):
        return None
    if not asked.startswith(before) or not asked.endswith(after):
        return None
    return before, asked[len(before) : len(asked) - len(after)], after


def _words(said: str) -> list[str]:
    return name_words(re.sub(r"['’]s\b", "", said))


def _number(left: Sequence[str], most: int) -> int | None:
    """The number some words say, and nothing else: 2, second, two, last."""
    words = [word for word in left if word != "one"] or list(left)
    if len(words) != 1:
        return None
    word = words[0]
    if word.isascii() and word.isdecimal() and len(word) < 5:
        return int(word)
    if word in ("last", "bottom") or (word == "latter" and most == 2):
        return most
    if len(left) == 1 and word in CARDINALS:
        return CARDINALS.index(word) + 1
    return next((place for place, names in enumerate(ORDINALS, 1) if word in names), None)


def _only(left: list[str], named: list[list[str]], fits: Callable[[str, str], bool]) -> int | None:
    """The one label that has all of the words; looked for again among typing slips when none has."""
    found = [place for place, label in enumerate(named) if all(any(fits(w, n) for n in label) for w in left)]
    whole = [place for place in found if all(word in named[place] for word in left)]
    if len(found) == 1 or len(whole) == 1:
        return whole[0] if len(whole) == 1 else found[0]
    return None if found or fits is _slips else _only(left, named, _slips)


def _begins(word: str, name: str) -> bool:
    return word == name or (len(word) >= SHORTEST_START and name.startswith(word))


def _slips(word: str, name: str) -> bool:
    return len(word) > SHORTEST_START and OSA.distance(word, name) <= slips_allowed(word)
