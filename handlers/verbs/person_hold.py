"""“Legal hold on priya@acme.example”: from now on nothing of theirs is deleted, until an operator ends it."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.retaining import HOLD, held_people
from handlers.verb import answers
from store import audit, settings

ENDS = ("end the legal hold on {}", "end legal hold on {}", "lift the legal hold on {}")


@answers("person:hold", says=("legal hold on {}", "place a legal hold on {}", *ENDS), private=True)
def person_hold(press: Press, desk: Desk) -> tuple[Reply]:
    """Whose data is on hold from now on, or no longer is."""
    must_run_this(press.person)
    ends = str(press.values.get("text", "")).lower().lstrip().startswith(("end", "lift"))
    called, held, now = subject_of(desk, press.subject).called, held_people(desk), desk.now()
    kept = held - {called} if ends else held | {called}
    entry = audit.Entry(
        actor=press.person.name, on_behalf_of=press.person.email, action="person:hold", subject=HOLD,
        reason=f"the legal hold on {called} {'ended' if ends else 'began'}", outcome="ended" if ends else "held",
        approval=press.person.name,
    )  # fmt: skip
    with desk.db.begin() as session:
        settings.save(session, HOLD, tuple(sorted(kept)), by=press.person.name, at=now)
        audit.write(session, desk.db, entry, now)
    said = (
        f"The legal hold on {called} has ended; old data goes with the next daily deletion."
        if ends
        else f"The data of {called} is on legal hold: nothing of it is deleted or erased until you end that."
    )
    return (Reply(card=sentence_card(said, "Legal hold")),)
