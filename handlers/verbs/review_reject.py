"""[Reject] on a held report: it is thrown away, for everyone."""

from __future__ import annotations

from domain.cards import Note, Replace
from domain.work import Press
from handlers.cards.held import decided_card
from handlers.desk import Desk
from handlers.review import decide
from handlers.verb import answers


@answers("review:reject")
def review_reject(press: Press, desk: Desk) -> tuple[Replace | Note, ...]:
    """The decided card."""
    item, ours = decide(press, desk, "rejected")
    if not ours:
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    return (Replace(card=decided_card("Held report", press.person.name, "rejected")),)
