"""[Approve] on a change: somebody entitled says yes to exactly what the card shows, once."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.approvals import grant
from handlers.desk import Desk
from handlers.verb import answers


@answers("approval:grant")
def approval_grant(press: Press, desk: Desk) -> tuple[Note, ...]:
    """A word to whoever pressed where the card does not say it all; the card itself is drawn anew everywhere."""
    said = grant(press, desk)
    return (Note(text=said),) if said else ()
