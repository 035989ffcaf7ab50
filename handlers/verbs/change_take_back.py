"""[Take back] on an undo's preview: the values before, proposed through the same door as any change."""

from __future__ import annotations

from domain.cards import Note, Reply
from domain.work import Press
from handlers.approvals import propose
from handlers.cards.change import done_card
from handlers.changes import done_of, undo
from handlers.desk import Desk
from handlers.verb import answers


@answers("change:take_back", private=True)
def change_take_back(press: Press, desk: Desk) -> tuple[Reply | Note, ...]:
    """Where the undo stands: done at once, or with somebody who approves it."""
    done = done_of(desk, press.person, press.subject)
    actions = undo(desk, done, by=press.person, key=press.id, undoes=press.subject)
    place = desk.voice(press.place).dm(press.place.user).model_copy(update={"user": press.place.user})
    proposed = [propose(desk, action, place) for action in actions]
    return tuple(Reply(card=done_card(one.done)) for one in proposed if one.approval is None)
