"""[Undo] on a change: what taking it back would restore, and what it cannot."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.change import undo_card
from handlers.changes import done_of, undoing
from handlers.desk import Desk
from handlers.verb import answers


@answers("change:undo", private=True)
def change_undo(press: Press, desk: Desk) -> tuple[Reply]:
    """The preview, to whoever may read the records; nothing is changed by it."""
    done = done_of(desk, press.person, press.subject)
    return (Reply(card=undo_card(press.subject, undoing(desk, done))),)
