"""Thumbs up or down about an answer, kept in the audit trail with the run it is about."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers
from store import audit


@answers("run:feedback")
def feedback(press: Press, desk: Desk) -> tuple[Note]:
    """A thank-you; the verdict is written down."""
    _, outcome = run_for(press, desk)
    good = press.values.get("verdict") == "good"
    with desk.db.begin() as session:
        entry = audit.Entry(
            actor=press.person.name,
            on_behalf_of=press.person.email or press.person.name,
            action="run:feedback",
            subject=outcome.run_id,
            reason="a person judged an answer",
            outcome="good" if good else "bad",
        )
        audit.write(session, desk.db, entry, desk.now())
    return (
        Note(
            text="Thank you, noted."
            if good
            else "Thank you. Press Edit to say what you meant, and I will read it again."
        ),
    )
