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


def of_thread(desk: Desk, place: Place) -> tuple[Intent | None, bool]:
    """(what this thread is about, whether it was dropped as idle)."""
    return _recalled(desk, conversation_of(place))


def of_dm(desk: Desk, place: Place) -> tuple[Intent | None, bool]:
    """(what a DM was about last, whether it was dropped as idle); a channel as a whole is about nothing."""
    return _recalled(desk, f"{place.surface}:{place.channel}") if place.is_private else (None, False)


def question_of(desk: Desk, place: Place) -> str:
    """The run whose question back is waiting here for its answer; in a DM also one asked a moment ago beside it."""
    now, idle = desk.now(), desk.idle()
    here = conversations.waits_for_answer(desk.db, conversation_of(place), now=now, idle=idle)
    if here is not None or not place.is_private or of_thread(desk, place)[0] is not None:
        return here or ""
    return conversations.waits_for_answer(desk.db, f"{place.surface}:{place.channel}", now=now, idle=idle) or ""


def _recalled(desk: Desk, conversation: str) -> tuple[Intent | None, bool]:
    stored, dropped = conversations.recall(desk.db, conversation, now=desk.now(), idle=desk.idle())
    return (_INTENT.validate_json(stored) if stored else None), dropped


def ids_to_remember(place: Place) -> tuple[str, ...]:
    """The conversations that a new meaning belongs to."""
    whole = (f"{place.surface}:{place.channel}",) if place.is_private else ()
    return (conversation_of(place), *whole)


def as_json(intent: Intent) -> str:
    """The meaning in its stored form."""
    return _INTENT.dump_json(intent).decode()
