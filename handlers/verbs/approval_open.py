"""[Open] in the list of approvals: the card itself, in the DM of whoever may decide it."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.approvals import open_here
from handlers.desk import Desk
from handlers.verb import answers


@answers("approval:open")
def approval_open(press: Press, desk: Desk) -> tuple[Note]:
    """A word on where it is."""
    open_here(press, desk)
    return (Note(text="The card is in our direct messages."),)
