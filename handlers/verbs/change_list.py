"""What was changed lately, with the way back: "changes"."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.change import changes_card
from handlers.changes import readable
from handlers.desk import Desk
from handlers.verb import answers
from store import changes

SHOWN = 10


@answers("change:list", says=("changes", "show changes", "recent changes", "what was changed"), private=True)
def change_list(press: Press, desk: Desk) -> tuple[Reply]:
    """The latest writes to records that this person may read."""
    latest = readable(desk, press.person, changes.latest(desk.db, most=100))
    return (Reply(card=changes_card(latest[:SHOWN], press.person)),)
