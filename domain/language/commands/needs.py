"""What a command may still lack, and the form it is kept in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from domain.language.intent import Slot
from domain.language.parts import Parts

Step = dict[str, Any]
"""One command as it is stored: `{action, target, args}`."""


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be asked before a command can run."""

    slot: Slot
    options: tuple[str, ...] = ()
    words: str = ""
    question: str = ""
    """How it is asked, where the usual question for the slot does not fit."""


def need_of(parts: Parts) -> Need | None:
    """What the names and periods in a command leave open; None when they are clear."""
    if parts.unclear:
        first = parts.unclear[0]
        return Need(cast(Slot, first.slot), first.options, first.words)
    return Need("time", (), "which of the periods") if parts.apart else None
