"""A button, form or spoken command: what it answers to and the one function that acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import handlers.verbs as folder
from domain.cards import Card, Form, Response
from domain.query import QuerySpec
from domain.registry import roster
from domain.value import Value
from domain.work import Place, Press
from handlers.desk import Desk


class Again(Value):
    """Ask this next, as words or as a spec. `fresh` leaves the thread's earlier meaning aside.

    Shape:  `at_run` puts the answer where that run's answer stands; `cleared` names held rules a person accepted;
            `for_asker` runs with the rights of whoever asked the run, not of the one who pressed.
    """

    text: str = ""
    spec: QuerySpec | None = None
    reading: str = ""
    at_run: str = ""
    fresh: bool = False
    cleared: frozenset[str] = frozenset()
    for_asker: bool = False


class Elsewhere(Value):
    """Post this card at another place, once under this key."""

    place: Place
    card: Card
    once: str


class OneCard(Value):
    """Keep this card as the one message of its key: posted below what was pressed, from then on changed in place."""

    key: str
    card: Card


class NextPage(Value):
    """Put this form in place of the one that was pressed in."""

    form: Form


class ToWorker(Value):
    """Hand this to the worker process: a kind of job and its argument."""

    kind: str
    argument: str
    say: str


Act = Callable[[Press, Desk], "tuple[Response | Again | Elsewhere | OneCard | NextPage | ToWorker, ...]"]
Check = Callable[[dict[str, Any]], dict[str, str]]


@dataclass(frozen=True)
class Verb:
    """`press` is its `noun:verb`; `says` are the words that mean the same, `{}` standing for the rest of the text."""

    press: str
    says: tuple[str, ...]
    act: Act
    check: Check | None
    private: bool
    """Its cards are for whoever asked, and never for a whole channel."""
    home: str


def answers(
    press: str, *, says: tuple[str, ...] = (), check: Check | None = None, private: bool = False
) -> Callable[[Act], Verb]:
    """Makes a function the answer to a press, and to words people may type instead."""

    def verb(act: Act) -> Verb:
        return Verb(press, says, act, check, private, act.__module__)

    return verb


@cache
def verbs() -> dict[str, Verb]:
    """Every verb by its press."""
    found = roster(folder, Verb)
    return {verb.press: verb for verb in found.values()}


@cache
def _phrases() -> tuple[tuple[Verb, str, str, str], ...]:
    """Every verb with each of its phrases: what comes before the rest of the text, `{}` or nothing, and after it."""
    return tuple((verb, *phrase.partition("{}")) for verb in verbs().values() for phrase in verb.says)


def spoken(text: str) -> tuple[Verb, str] | None:
    """(verb, rest of the text) when the words are a command of ours; the command that spells out most of them wins."""
    said = " ".join(text.lower().split()).strip(" ?!.")
    meant = [
        (len(head) + len(tail), verb, said[len(head) : len(said) - len(tail)].strip() if hole else "")
        for verb, head, hole, tail in _phrases()
        if said == head
        or (hole and said.startswith(head) and said.endswith(tail) and len(said) > len(head) + len(tail))
    ]
    _, verb, rest = max(meant, key=lambda found: found[0], default=(0, None, ""))
    return (verb, rest) if verb else None
