"""A suggestion pressed: its words are asked as if they had been typed."""

from __future__ import annotations

from domain.work import Press
from handlers.cards.words import ASK_FIRST
from handlers.desk import Desk
from handlers.runs import NoSuchRun
from handlers.verb import Again, answers


@answers("ask:say")
def say(press: Press, desk: Desk) -> tuple[Again]:  # noqa: ARG001
    """The suggestion's words; only our own suggestions are taken."""
    if press.subject not in {text for _, text in ASK_FIRST}:
        raise NoSuchRun
    return (Again(text=press.subject, fresh=True),)
