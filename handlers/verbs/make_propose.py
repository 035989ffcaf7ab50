"""A form that makes a record was sent: it is proposed, on the card of somebody who may approve it."""

from __future__ import annotations

from domain.cards import Card, Reply
from domain.work import Press
from handlers.cards.change import done_card
from handlers.desk import Desk
from handlers.gate import try_to
from handlers.making import action_of, must_be_values
from handlers.verb import answers


@answers("make:propose", check=must_be_values, private=True)
def make_propose(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """What was done, when it was done at once; while it waits, the card that says so stands in the DM by itself."""
    proposed = try_to(desk, action_of(desk, press), press)
    if isinstance(proposed, Card):
        return (Reply(card=proposed),)
    return (Reply(card=done_card(proposed.done)),) if proposed.approval is None else ()
