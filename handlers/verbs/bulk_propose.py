"""The form over several deals was sent: what differs becomes one proposed change, with an outcome per record."""

from __future__ import annotations

from domain.cards import Card, Reply
from domain.work import Press
from handlers.bulk import bulk_action, must_be_values
from handlers.cards.change import done_card
from handlers.desk import Desk
from handlers.gate import try_to
from handlers.verb import answers


@answers("bulk:propose", check=must_be_values, private=True)
def bulk_propose(press: Press, desk: Desk) -> tuple[Reply, ...]:
    """What was done, when it was done at once; while it waits, the card that says so stands in the DM by itself."""
    proposed = try_to(desk, bulk_action(desk, press), press)
    if isinstance(proposed, Card):
        return (Reply(card=proposed),)
    return (Reply(card=done_card(proposed.done)),) if proposed.approval is None else ()
