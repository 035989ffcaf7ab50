"""[Forget]: the worker takes a person out of all our records."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.personal import ASKED, must_not_be_on_hold
from handlers.verb import ToWorker, answers
from store import audit


@answers("person:forget", private=True)
def person_forget(press: Press, desk: Desk) -> tuple[ToWorker, Replace]:
    """The card, now saying that it is being done; the job carries the number of an entry and no name."""
    must_run_this(press.person)
    subject = subject_of(desk, press.subject)
    must_not_be_on_hold(desk, subject)
    entry = audit.Entry(
        actor=press.person.name, on_behalf_of=press.person.email, action=ASKED, subject="personal data",
        reason="an operator has a person's data erased", outcome="handed to the worker", approval=press.person.name,
        inputs={"who": subject.called},
    )  # fmt: skip
    with desk.db.begin() as session:
        seq = audit.write(session, desk.db, entry, desk.now())
    said = "Being erased. I say here when nothing of mine names them any more."
    return (
        ToWorker(kind="forget", argument=str(seq), say="erasing what is kept"),
        Replace(card=sentence_card(said, "Forgetting")),
    )
