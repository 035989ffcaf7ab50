"""What a command may still lack, and the form it is kept in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.language.intent import Slot

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be asked before a command can run."""

    slot: Slot
    options: tuple[str, ...] = ()
    words: str = ""
