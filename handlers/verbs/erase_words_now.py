"""[Erase]: a person's words leave everything we remember, and the trail says that they did."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.personal import must_not_be_on_hold
from handlers.verb import answers
from store import audit
from store.erasure import erase_words


@answers("words:erase", private=True)
def erase_words_now(press: Press, desk: Desk) -> tuple[Replace]:
    """The card, now saying what was erased."""
    must_run_this(press.person)
    subject = subject_of(desk, press.subject)
    must_not_be_on_hold(desk, subject)
    gone = erase_words(desk.db, subject.known_as, subject.users)
    entry = audit.Entry(
        actor=press.person.name, on_behalf_of=press.person.email, action="words:erase", subject=subject.called,
        reason="an operator erased a person's words", outcome="erased", approval=press.person.name,
        inputs=gone._asdict(),
    )  # fmt: skip
    with desk.db.begin() as session:
        audit.write(session, desk.db, entry, desk.now())
    sentence = (
        f"Erased the words of {subject.called}: {gone.answers} answers, {gone.messages} messages, and the details of "
        f"{gone.entries} entries of the audit trail, whose chain still holds."
    )
    return (Replace(card=sentence_card(sentence, "Erased")),)
