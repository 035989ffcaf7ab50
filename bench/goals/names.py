"""Goal 5: which of 20,000 accounts is meant, against comparing the typed words with every name's stem."""

from __future__ import annotations

import random
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bench.made_up import SUFFIXES, names, typed
from bench.room import NOW, Room
from bench.rounds import in_turns, percentile
from bench.table import Line
from domain.language.draft import draft
from domain.language.intent import Ambiguous, Query
from domain.language.interpreter import understand
from domain.language.names import Names
from domain.query import Filter

MANY, ASKED = 20_000, 200


def measure(room: Room) -> Iterator[Line]:
    """p95 of finding the names in the typed words, and how often the right account is read or offered."""
    known = names(MANY)
    index = Names.build(accounts=[(str(n), name) for n, name in enumerate(known)])
    stems = [stem(name) for name in known]
    dice = random.Random(11)
    truth = [dice.choice(known) for _ in range(room.rounds(ASKED))]
    said = [typed(name, dice) for name in truth]
    times = in_turns(
        len(said), ours=lambda n: draft(said[n], index, NOW.date()),
        floor=lambda n: process.extractOne(stem(said[n]), stems, scorer=fuzz.ratio),
    )  # fmt: skip
    p95 = {name: percentile(took, 0.95) for name, took in times.items()}
    yield Line("5", f"name among {MANY:,}, p95", "", p95["floor"], p95["ours"], hard=2)
    brute = share([stem(name) in best(text, stems) for text, name in zip(said, truth, strict=True)])
    right = share(
        [stem(name) in {stem(one) for one in read(text, index)} for text, name in zip(said, truth, strict=True)]
    )
    yield Line("5", f"right name among {MANY:,}", "", brute, right, "%", max(95, brute - 3), None, True, absolute=True,
               note="read, or among the choices of the question back")  # fmt: skip


def stem(name: str) -> str:
    """A name without its legal form, in lower case."""
    return " ".join(
        word for word in name.lower().split() if word.capitalize() not in SUFFIXES and word != "llc" and word != "gmbh"
    )


def best(text: str, stems: list[str]) -> set[str]:
    """Every stem that scores best."""
    top = process.extractOne(stem(text), stems, scorer=fuzz.ratio)
    return {one for one, _, _ in process.extract(stem(text), stems, scorer=fuzz.ratio, score_cutoff=top[1], limit=5)}


def read(text: str, index: Names) -> set[str]:
    """The accounts that the product reads or offers when asked for the deals of these words."""
    meant = understand(f"open deals of {text}", index, today=NOW.date())
    if isinstance(meant, Query):
        values = [
            one.value for one in meant.spec.filters if isinstance(one, Filter) and one.field.startswith("account")
        ]
        return {str(v) for value in values for v in (value if isinstance(value, tuple) else (value,))}
    return {word for choice in meant.choices for word in _names_in(choice)} if isinstance(meant, Ambiguous) else set()


def _names_in(choice: object) -> list[str]:
    return [str(value) for value in vars(choice).values()] if hasattr(choice, "__dict__") else [str(choice)]


def share(hits: list[bool]) -> float:
    """Percent of hits."""
    return 100 * sum(hits) / len(hits)
