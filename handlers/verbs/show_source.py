"""Where the records come from, and when they last came."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.answer import age, when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers
from handlers.verbs.refresh import HOW_TO_LOAD


@answers("source:show", says=("freshness", "how fresh is the data", "data as of", "sources"))
def show_source(press: Press, desk: Desk) -> tuple[Reply]:
    """The source and its age."""
    fresh = desk.readers.freshness()
    if fresh.as_of is None:
        return (Reply(card=sentence_card(f"No records were loaded yet. To load some, {HOW_TO_LOAD}.")),)
    text = (
        f"{fresh.source}: data as of {when(fresh.as_of, press.person)}, {age(desk.now() - fresh.as_of)} old. "
        f"It was loaded from a file. To bring newer data, {HOW_TO_LOAD}."
    )
    return (Reply(card=sentence_card(text)),)
