"""[Take back] on the preview of what an agent did: one bulk change, proposed through the same door as any other."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.taking_back import Wanted
from domain.work import Press
from handlers.desk import Desk
from handlers.taking_back import done, proposed
from handlers.verb import answers


@answers("change:roll_back", private=True)
def change_roll_back(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """Where the roll-back stands: with somebody who approves it, as a rule."""
    found = done(desk, press.person, Wanted.of_text(press.subject))
    if not found:
        raise Refused("Nothing of that is left to take back. Say “changes” for the latest.")
    return proposed(desk, press, found, undoes=f"rollback:{press.subject}"[:200])
