"""[Reject] on a held report: it is thrown away, for everyone."""

from __future__ import annotations

from domain.cards import Note, Replace
from domain.work import Press
from handlers.cards.held import decided_card
from handlers.cards.queue import DOUBT
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.doubts import carry_on
from handlers.review import decide, decided
from handlers.verb import answers


@answers("review:reject")
def review_reject(press: Press, desk: Desk) -> tuple[Replace | Note, ...]:
    """The decided card."""
    item, ours = decide(press, desk, "rejected")
    if not ours:
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    if item.kind == DOUBT:
        said = carry_on(desk, item, press.person.id, send=False)
        return (decided(press, desk, item, sentence_card(f"Rejected by {press.person.name}. {said}", "Exception")),)
    return (decided(press, desk, item, decided_card("Held report", press.person.name, "rejected")),)
