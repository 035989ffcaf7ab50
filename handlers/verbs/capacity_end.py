"""[End override]: the limit holds again at once."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.gate import may_override, override, rep_named
from handlers.verb import answers
from store import overrides


@answers("capacity:end", private=True)
def capacity_end(press: Press, desk: Desk) -> tuple[Reply]:
    """What holds now."""
    rep = rep_named(desk, press.person, press.subject)
    may_override(desk, press.person, rep)
    if rep.id not in overrides.standing(desk.db, desk.now()):
        raise Refused(f"No override stands for {rep.name}; the limit holds.")
    override(desk, press, rep, 0, f"ended by {press.person.name}")
    return (Reply(card=sentence_card(f"The limit of open deals holds again for {rep.name}.", "Capacity")),)
