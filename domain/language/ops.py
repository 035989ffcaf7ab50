"""Questions about the product itself: what agents did, what waits for a decision, settings, rules, playbooks."""

from __future__ import annotations

from collections.abc import Callable

from domain.language.commands.needs import Need
from domain.language.message import Message
from domain.language.own.actions import actions
from domain.language.own.exceptions import exceptions
from domain.language.own.kept import playbooks, rules, settings, snapshots
from domain.language.own.standing import agents, sources
from domain.query import QuerySpec

READINGS: tuple[Callable[[Message], QuerySpec | Need | None], ...] = (
    exceptions,
    settings,
    agents,
    actions,
    snapshots,
    rules,
    playbooks,
    sources,
)
"""In the order they are tried: the first that knows the message answers."""


def ops(message: Message) -> QuerySpec | Need | None:
    """The question about the product a message asks, or None when it asks none."""
    for reading in READINGS:
        found = reading(message)
        if found is not None:
            return found
    return None
