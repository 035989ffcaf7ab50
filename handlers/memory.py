"""What a thread is about, kept as meaning and ended after an idle half-hour."""

from __future__ import annotations

from pydantic import TypeAdapter

from domain.language.intent import Intent
from domain.work import Place
from handlers.desk import Desk
from store import conversations

_INTENT: TypeAdapter[Intent] = TypeAdapter(Intent)


def conversation_of(place: Place) -> str:
    """The id of the conversation a place belongs to."""
    return f"{place.surface}:{place.channel}:{place.thread or place.message}"


def context_of(desk: Desk, place: Place) -> tuple[Intent | None, bool]:
    """(the thread's latest meaning, whether it was dropped as idle). In a DM the latest meaning at all counts."""
    stored, dropped = conversations.recall(desk.db, conversation_of(place), now=desk.now(), idle=desk.idle())
    if stored is None and not dropped and place.is_private:
        whole = f"{place.surface}:{place.channel}"
        stored, dropped = conversations.recall(desk.db, whole, now=desk.now(), idle=desk.idle())
    return (_INTENT.validate_json(stored) if stored else None), dropped


def ids_to_remember(place: Place) -> tuple[str, ...]:
    """The conversations that a new meaning belongs to."""
    whole = (f"{place.surface}:{place.channel}",) if place.is_private else ()
    return (conversation_of(place), *whole)


def as_json(intent: Intent) -> str:
    """The meaning in its stored form."""
    return _INTENT.dump_json(intent).decode()
