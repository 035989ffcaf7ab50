"""[Take back] on an undo's preview: the values before, proposed through the same door as any change."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.changes import done_of
from handlers.desk import Desk
from handlers.taking_back import proposed
from handlers.verb import answers


@answers("change:take_back", private=True)
def change_take_back(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """Where the undo stands: done at once, or with somebody who approves it."""
    return proposed(desk, press, done_of(desk, press.person, press.subject), undoes=press.subject)
