"""[Take back] on the preview of what an agent did: one bulk change, proposed through the same door as any other."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.taking_back import Wanted
from domain.work import Press
from handlers.approvals import propose
from handlers.cards.change import done_card
from handlers.changes import undo
from handlers.desk import Desk
from handlers.taking_back import done
from handlers.verb import answers


@answers("change:roll_back", private=True)
def change_roll_back(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """Where the roll-back stands: with somebody who approves it, as a rule."""
    found = done(desk, press.person, Wanted.of_text(press.subject))
    if not found:
        raise Refused("Nothing of that is left to take back. Say “changes” for the latest.")
    actions = undo(desk, found, by=press.person, key=press.id, undoes=f"rollback:{press.subject}"[:200])
    place = desk.voice(press.place).dm(press.place.user).model_copy(update={"user": press.place.user})
    proposed = [propose(desk, action, place) for action in actions]
    return tuple(Reply(card=done_card(one.done)) for one in proposed if one.approval is None)
