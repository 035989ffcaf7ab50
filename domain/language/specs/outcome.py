"""What comes of a question: a spec, something to ask first, or why it cannot be answered."""

from __future__ import annotations

from dataclasses import dataclass

from domain.query import QuerySpec


@dataclass(frozen=True)
class Asked:
    """Something that has to be asked before the question can be answered."""

    slot: str
    words: str
    options: tuple[str, ...] = ()
    at: tuple[int, int] = (0, 0)
    unknown: bool = False


@dataclass
class Resolved:
    """A spec with what was assumed to get there."""

    spec: QuerySpec
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cannot:
    """Why no data can answer the question, and what can be asked instead."""

    sentence: str
