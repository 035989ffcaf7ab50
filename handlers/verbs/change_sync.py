"""[Try now] on changes that wait for the CRM: it is asked at once, rather than in half a minute."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.syncing import ask_now
from handlers.verb import answers


@answers("change:sync")
def change_sync(press: Press, desk: Desk) -> tuple[Note]:
    """That it is being asked; what comes of it stands on every change's own card."""
    may_decide(press.person, "ask the CRM again")
    if not ask_now(desk, press.person):
        return (Note(text="The CRM is not known to be away, so nothing has to be tried again."),)
    return (Note(text="The CRM is being asked again. Say “what's waiting” to see what is left."),)
