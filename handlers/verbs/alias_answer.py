"""An operator's answer to "is this the same product?": kept as an alias, applied to the records at once."""

from __future__ import annotations

from domain.cards import Note, Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.review import NoSuchItem
from handlers.runs import must_be_operator
from handlers.verb import answers
from store.crm import aliases


@answers("alias:answer")
def alias_answer(press: Press, desk: Desk) -> tuple[Replace | Note, ...]:
    """The decided card. `subject` is `kind|said|same or different`."""
    must_be_operator(press.person)
    kind, _, rest = press.subject.partition("|")
    said, _, answer = rest.rpartition("|")
    if not kind or not said or answer not in ("same", "different"):
        raise NoSuchItem
    outcome = aliases.decide(desk.db, kind, said, answer == "same", by=press.person.name, at=desk.now())
    return (Replace(card=sentence_card(outcome)),)
