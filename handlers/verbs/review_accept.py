"""[Accept] on a held report: a person takes the values as they are, and the report goes on."""

from __future__ import annotations

from domain.cards import Note, Replace
from domain.work import Press
from handlers.cards.held import decided_card
from handlers.cards.queue import DOUBT
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.doubts import carry_on
from handlers.review import decide, decided
from handlers.verb import Again, answers


@answers("review:accept")
def review_accept(press: Press, desk: Desk) -> tuple[Replace | Again | Note, ...]:
    """The decided card, and the run once more with what was held let through."""
    item, ours = decide(press, desk, "accepted")
    if not ours:
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    if item.kind == DOUBT:
        said = carry_on(desk, item, press.person.id, send=True)
        return (decided(press, desk, item, sentence_card(f"Accepted by {press.person.name}. {said}", "Exception")),)
    done = decided(press, desk, item, decided_card("Held report", press.person.name, "accepted"))
    if item.run_id is None:
        return (done,)
    return (done, Again(cleared=frozenset(item.details.get("rules", [])), at_run=item.run_id, for_asker=True))
