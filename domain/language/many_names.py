"""Names of more accounts than fit in memory: the same answers as `Names`, by way of look-ups in tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.language.names import (
    MOST_BEGINNINGS,
    Candidate,
    Named,
    Names,
    as_slip,
    likely_slips,
    name_words,
    slips_allowed,
)

LONGEST_NAME = 6
"""Words of a message that are tried together as one name."""
MOST_KEPT = 20_000
"""Look-ups that are remembered; most words of a message are the same as in the one before."""
LEAST_SLIP = 4
"""A shorter word is too like too many others to be a slip."""
MOST_ALIKE = 64
GRAM = 3


class NameTables(Protocol):
    """The look-ups that a store keeps of account names."""

    def together(self) -> AbstractContextManager[None]:
        """Lets all look-ups inside see one state of the names."""
        ...

    def called(self, keys: Collection[str]) -> Mapping[str, tuple[Candidate, ...]]:
        """What is called by exactly these keys, best first; of a common word the first few."""
        ...

    def are_keys(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that something is called by."""
        ...

    def starting(self, start: str, most: int) -> tuple[Candidate, ...]:
        """Names that start so, in order."""
        ...

    def words_by_hint(self, hints: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The words of names that have these hints."""
        ...

    def names(self) -> tuple[str, ...]:
        """Every name, in order."""
        ...


class ManyNames:
    """All names of a company: those of accounts in tables, all others in memory."""

    def __init__(self, others: Names, tables: NameTables) -> None:
        self.others, self.tables = others, tables
        self.people, self.stages, self.series = others.people, others.stages, others.series
        self._kept: dict[str, tuple[Candidate, ...]] = {}

    def expect(self, words: Sequence[str]) -> None:
        """Looks up, at once, whatever these words may name together."""
        keys = {
            "".join(words[at:end])
            for at in range(len(words))
            for end in range(at + 1, min(len(words), at + LONGEST_NAME) + 1)
        }
        self._look_up(keys)

    def exact(self, words: Sequence[str]) -> tuple[Candidate, ...]:
        """What is called by exactly these words, best first."""
        key = "".join(words)
        accounts, others = self._look_up({key})[key], self.others.exact(words)
        if not accounts or not others:
            return accounts or others
        return tuple(sorted((*accounts, *others), key=lambda c: (-c.score, c.named.kind, c.named.value)))

    def guess(self, word: str) -> tuple[Candidate, ...]:
        """What a word may stand for that nothing is called: the start of a name, else a typing slip; best first."""
        with self.tables.together():
            return self._beginning(word) or likely_slips((*self.others.slips(word), *self._slips(word)))

    def nearest(self, word: str, kind: str, n: int = 3) -> tuple[str, ...]:
        """The names of a kind that look most like a word, for “did you mean”."""
        if kind != "account":
            return self.others.nearest(word, kind, n)
        with self.tables.together():
            near = list(self._alike(word))
        close = process.extract(word, [name.casefold() for name in near], limit=n)
        return tuple(near[index] for _, _, index in close)

    def all_of(self, kind: str) -> tuple[str, ...]:
        """Every name of a kind; those of accounts are read anew each time."""
        return self.tables.names() if kind == "account" else self.others.all_of(kind)

    # Looking up

    def _look_up(self, keys: Collection[str]) -> Mapping[str, tuple[Candidate, ...]]:
        found = {key: self._kept[key] for key in keys if key in self._kept}
        new = [key for key in keys if key and key not in found]
        if new:
            called = self.tables.called(new)
            found |= {key: called.get(key, ()) for key in new}
            if len(self._kept) > MOST_KEPT:
                self._kept = {}
            self._kept |= found
        return {"": (), **found}

    def _beginning(self, word: str) -> tuple[Candidate, ...]:
        if len(word) < 3:
            return ()
        others = self.others.beginning(word)
        room = MOST_BEGINNINGS - len(others)
        return (*others, *(self.tables.starting(word, room) if room > 0 else ()))

    # Slips

    def _slips(self, word: str) -> Iterator[Candidate]:
        """Slips of one word of a name, whether or not its other words are typed on to it."""
        if len(word) < LEAST_SLIP:
            return
        for key, candidates in self._look_up(self._mended(word)).items():
            for candidate in candidates:
                yield as_slip(candidate, key, word, OSA.distance(word, key))

    def _mended(self, word: str) -> set[str]:
        """The word with one of its parts put right: first what one slip explains, else what two do."""
        inner = list(self._inner(word))
        for hints_of in (slip_hints, gram_hints):
            hints = {part: hints_of(part) for _, part, _ in inner}
            words = self.tables.words_by_hint({hint for of in hints.values() for hint in of})
            near = {part: {w for hint in of for w in words.get(hint, ())} for part, of in hints.items()}
            mended = {before + right + after for before, part, after in inner for right in near[part]}
            if close := {key for key in mended if _is_slip(word, key)}:
                return close
        return set()

    def _inner(self, word: str) -> Iterator[tuple[str, str, str]]:
        """(right, to be put right, right): the word itself, and without what a name starts or ends with."""
        at = range(2, len(word) - LEAST_SLIP + 1)
        right = self.tables.are_keys({word[:n] for n in at} | {word[-n:] for n in at if n > 2})
        starts = ["", *(word[:n] for n in at if word[:n] in right)]
        ends = ["", *(word[-n:] for n in at if n > 2 and word[-n:] in right)]
        for start in starts:
            for end in ends:
                if len(word) - len(start) - len(end) >= LEAST_SLIP:
                    yield start, word[len(start) : len(word) - len(end)], end

    def _alike(self, words: str) -> Iterator[str]:
        """Names that share much of their spelling with a word of these."""
        seen: set[Named] = set()
        for word in name_words(words):
            near = self.tables.words_by_hint(set(gram_hints(word, least=GRAM)) | slip_hints(word))
            count: dict[str, int] = {}
            for found in near.values():
                for one in found:
                    count[one] = count.get(one, 0) + 1
            likely = sorted(count, key=lambda one: (-count[one], one))[:MOST_ALIKE]
            for candidates in self.tables.called(likely).values():
                for candidate in candidates:
                    if candidate.named not in seen:
                        seen.add(candidate.named)
                        yield candidate.named.value


def _is_slip(word: str, key: str) -> bool:
    return OSA.distance(word, key) <= min(slips_allowed(word), slips_allowed(key))


def slip_hints(word: str) -> set[str]:
    """The word, and the word without any one letter: two words that share a hint are at most a slip or two apart."""
    if len(word) < LEAST_SLIP:
        return set()
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def gram_hints(word: str, least: int = 7) -> set[str]:
    """The three-letter pieces of a word that is long enough to hold two slips, each with its first letter."""
    if len(word) < least:
        return set()
    return {f"~{word[0]}{word[n : n + GRAM]}" for n in range(len(word) - GRAM + 1)}


def hints_of(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(hint, word) of the words by which a name may be found though it is misspelt."""
    for word in words:
        for hint in slip_hints(word) | gram_hints(word):
            yield hint, word
