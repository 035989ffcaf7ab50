"""“What do you know about me”: everything kept about one person, as a file in their DM."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.verb import ToWorker, answers
from store import audit

MINE = ("what do you know about me", "what do you store about me", "what do you keep about me", "my data",
        "export my data", "download my data", "my personal data")  # fmt: skip


@answers("person:data", says=(*MINE, "export the data of {}", "export data of {}"), private=True)
def person_data(press: Press, desk: Desk) -> tuple[ToWorker, Reply]:
    """Hands the file to the worker: the speaker's own, or, for an operator, that of the person they name."""
    argument, whose = "", "you"
    if press.subject or not press.values.get("text"):
        must_run_this(press.person)
        whose = subject_of(desk, press.subject).called
        argument = str(_entered(press, desk, whose))
    said = f"Everything I keep about {whose} comes to your DM in a moment, one JSON object a line."
    return (
        ToWorker(kind="mydata", argument=argument, say="collecting what is kept"),
        Reply(card=sentence_card(said, "Personal data")),
    )


def _entered(press: Press, desk: Desk, whose: str) -> int:
    """The number of the entry that says whose data was asked for; the job carries that instead of a name."""
    entry = audit.Entry(
        actor=press.person.name, on_behalf_of=press.person.email, action="person:data", subject="personal data",
        reason="an operator asked for a person's data", outcome="handed to the worker", inputs={"who": whose},
    )  # fmt: skip
    with desk.db.begin() as session:
        return audit.write(session, desk.db, entry, desk.now())
