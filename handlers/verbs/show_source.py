"""Where the records come from, and when they last came."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers


@answers("source:show", says=("freshness", "how fresh is the data", "data as of", "sources"))
def show_source(press: Press, desk: Desk) -> tuple[Reply]:
    """The source and its age."""
    fresh = desk.readers.freshness()
    if fresh.as_of is None:
        return (Reply(card=sentence_card("No records were loaded yet. Run `quartermaster import PATH` to load some.")),)
    hours = (desk.now() - fresh.as_of).total_seconds() / 3600
    age = f"{hours:.0f} h old" if hours >= 1 else "less than an hour old"
    text = f"{fresh.source}: data as of {when(fresh.as_of, press.person)}, {age}. It is refreshed by the next import."
    return (Reply(card=sentence_card(text)),)
