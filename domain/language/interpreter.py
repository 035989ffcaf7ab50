"""Text in, intent out, offline and in a few milliseconds: the one door to understanding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.language.draft import draft
from domain.language.intent import Ambiguous, Intent, Query
from domain.language.names import NameIndex
from domain.language.question import read
from domain.language.reading import say
from domain.language.resolver import Asked, resolved
from domain.work import Person


def understand(
    text: str,
    names: NameIndex,
    *,
    today: date,
    context: Intent | None = None,
    sender: Person | None = None,
    thresholds: Mapping[str, int | float] | None = None,
) -> Intent:
    """What a message means; `context` is the previous intent of its thread."""
    drafted = draft(text, names, today)
    parts = read(drafted, names, today)
    found = resolved(parts, names, today)
    if isinstance(found, Asked):
        return Ambiguous(slot=found.slot, question=f"What do you mean by “{found.words}”?", options=found.options)  # type: ignore[arg-type]
    return Query(spec=found.spec, reading=say(found.spec, thresholds, today), assumptions=found.assumptions)
