"""What a thread is about, kept as meaning and ended after an idle half-hour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter

from domain.language.intent import Intent
from domain.work import Place
from handlers.desk import Desk
from store import conversations

_INTENT: TypeAdapter[Intent] = TypeAdapter(Intent)


def conversation_of(place: Place) -> str:
    """The id of the conversation a place belongs to."""
    return f"{place.surface}:{place.channel}:{place.thread or place.message}"


@dataclass(frozen=True)
class Memory:
    """What the conversations of a place are about, looked up once, when somebody first wants to know."""

    desk: Desk
    place: Place

    @cached_property
    def thread(self) -> tuple[Intent | None, bool]:
        """(what this thread is about, whether it was dropped as idle)."""
        return self._recalled(conversation_of(self.place))

    @cached_property
    def dm(self) -> tuple[Intent | None, bool]:
        """(what a DM was about last, whether it was dropped as idle); a channel as a whole is about nothing."""
        return self._recalled(_whole(self.place)) if self.place.is_private else (None, False)

    @property
    def ended(self) -> Intent | None:
        """What this thread, or else the DM, was about before it was dropped as idle."""
        places = (conversation_of(self.place), *((_whole(self.place),) if self.place.is_private else ()))
        stored = next(filter(None, map(self._look.ended, places)), None)
        return _INTENT.validate_json(stored) if stored else None

    @property
    def question(self) -> str:
        """The run whose question back is waiting here for its answer; in a DM also one asked a moment ago beside it."""
        here = self._look.waits_for(conversation_of(self.place))
        if here is not None or not self.place.is_private or self.thread[0] is not None:
            return here or ""
        return self._look.waits_for(_whole(self.place)) or ""

    @cached_property
    def _look(self) -> conversations.Remembered:
        ids, desk = ids_to_remember(self.place), self.desk
        return conversations.look(desk.db, *ids, now=desk.now(), idle=desk.idle())

    def _recalled(self, conversation: str) -> tuple[Intent | None, bool]:
        stored, dropped = self._look.meaning(conversation)
        return (_INTENT.validate_json(stored) if stored else None), dropped


def ids_to_remember(place: Place) -> tuple[str, ...]:
    """The conversations that a new meaning belongs to."""
    return (conversation_of(place), *((_whole(place),) if place.is_private else ()))


def _whole(place: Place) -> str:
    return f"{place.surface}:{place.channel}"


def as_json(intent: Intent) -> str:
    """The meaning in its stored form."""
    return _INTENT.dump_json(intent).decode()
