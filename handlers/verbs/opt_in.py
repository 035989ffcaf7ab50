"""“Opt in”: a person takes back, for their own address, that nobody writes to it."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.verb import answers
from store import audit, opt_outs


@answers("optout:lift", says=("opt in", "opt me in", "subscribe me again"), private=True)
def opt_in(press: Press, desk: Desk) -> tuple[Reply]:
    """Only for oneself: nobody else can say that a person wants to be written to."""
    if not press.values.get("text"):
        raise Refused("Say it in words, so that nobody else can press it for you.")
    address = press.person.email
    if not address:
        raise Refused("I know no address of yours, so there is nothing to take back.")
    with desk.db.begin() as session:
        lifted = opt_outs.lift(session, address)
        if lifted:
            entry = audit.Entry(
                actor=press.person.name, on_behalf_of=address, action="optout:lift",
                subject=opt_outs.normal(address), reason="the person asked to be written to again", outcome="lifted",
            )  # fmt: skip
            audit.write(session, desk.db, entry, desk.now())
    said = "You are written to again." if lifted else "You had not opted out."
    return (Reply(card=sentence_card(said)),)
