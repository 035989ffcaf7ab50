"""Events that come at the same time are committed together, off the event loop; each is acked only after its commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from bot.surfaces.slack.parse import Payload
from domain.errors import StoreBusy

log = logging.getLogger("quartermaster.slack")

Event = tuple[str, str, Payload]
"""Key, kind and payload of one delivery."""
HearAll = Callable[[Sequence[Event]], None]
"""Commits all of these events, or raises StoreBusy and keeps none."""

AGAIN_S, TRIES, MOST_LATE = 1.0, 600, 1_000
_collecting: ContextVar[list[Event] | None] = ContextVar("collecting", default=None)


def collected(event: Event) -> bool:
    """Whether somebody collects what is heard in this context, and now has this event too."""
    collecting = _collecting.get()
    if collecting is not None:
        collecting.append(event)
    return collecting is not None


@contextmanager
def collecting() -> Iterator[list[Event]]:
    """The list that everything goes into which is heard in this context, instead of being committed one by one."""
    found: list[Event] = []
    token = _collecting.set(found)
    try:
        yield found
    finally:
        _collecting.reset(token)


class Together:
    """One commit at a time, of everything that came in during the one before."""

    def __init__(self, hear_all: HearAll, again_s: float = AGAIN_S) -> None:
        self._hear_all, self._again_s = hear_all, again_s
        self._waiting: list[tuple[Event, asyncio.Future[bool]]] = []
        self._late: dict[str, Event] = {}
        self._committing: asyncio.Task[None] | None = None
        self._catching_up: asyncio.Task[None] | None = None

    async def is_kept(self, event: Event) -> bool:
        """Whether the event is committed now; if not, it must not be acked.

        It is then tried again here, beside the copy that Slack will send: whichever is first is heard, and only once.
        """
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, kept))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        return await kept

    async def _commit(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            kept = await self._are_kept([event for event, _ in batch])
            for event, future in batch:
                if not kept:
                    self._try_later(event)
                if not future.done():
                    future.set_result(kept)

    async def _are_kept(self, events: Sequence[Event]) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(None, self._hear_all, events)
        except StoreBusy as busy:
            log.warning("slack:busy %s", busy)
            return False
        except Exception:
            # Whatever went wrong, nothing is kept; Slack must hear that, and send it again.
            log.exception("slack:hear failed")
            return False
        return True

    def _try_later(self, event: Event) -> None:
        if len(self._late) >= MOST_LATE:
            log.warning("slack:more than %s events wait for the database; Slack sends %s again", MOST_LATE, event[0])
            return
        self._late[event[0]] = event
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        for _ in range(TRIES):
            await asyncio.sleep(self._again_s)
            late = list(self._late.values())
            if await self._are_kept(late):
                self._late = {key: event for key, event in self._late.items() if event not in late}
            if not self._late:
                return
        log.warning("slack:gave up on %s events; Slack has sent them again, or told their senders", len(self._late))
        self._late.clear()
