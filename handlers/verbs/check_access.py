"""Proof that the reader cannot write: a write is tried on the spot, and the database must refuse it."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.people import own_sight
from handlers.verb import answers
from store.protection import reader_is_refused


@answers("access:check", says=("check access", "check my access", "what may i see", "what can i see"))
def check_access(press: Press, desk: Desk) -> tuple[Reply]:
    """What the reader's connection and the person may do, verified now."""
    refused = reader_is_refused(desk.db)
    verdict = "read-only, verified" if refused else "NOT read-only! Stop using this database role; tried"
    sight = own_sight(desk, press.person)
    owners = "your own records" if set(sight.owners) == {press.person.id} else f"{len(sight.owners)} owners' records"
    mine = {"all": "every record", "nothing": "no records"}.get(sight.kind, owners)
    text = (
        f"CRM reader: {verdict} {when(desk.now(), press.person)}. "
        f"You are {press.person.name} ({press.person.role}) and may see {mine}."
    )
    return (Reply(card=sentence_card(text, "Access")),)
