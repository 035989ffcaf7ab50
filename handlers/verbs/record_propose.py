"""A deal's form that was sent: the values that differ become a proposal, on the card of somebody who may approve it."""

from __future__ import annotations

from typing import Any

from domain.cards import Card, Note, Reply
from domain.entry import problems
from domain.work import Press
from handlers.cards.change import done_card
from handlers.changes import OFFERED, NoSuchRecord, may_change, update
from handlers.desk import Desk
from handlers.gate import try_to
from handlers.verb import answers


def must_be_values(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that cannot be taken."""
    return problems("opportunity:update", values)


@answers("record:propose", check=must_be_values, private=True)
def record_propose(press: Press, desk: Desk) -> tuple[Reply | Note, ...]:
    """What was done, when it was done at once; while it waits, the card that says so stands in the DM by itself."""
    if not may_change(desk, press.person, press.subject):
        raise NoSuchRecord(press.subject)
    values = {name: press.values[name] for name in OFFERED if name in press.values}
    because = str(press.values.get("why") or "").strip() or f"{press.person.name} updated the deal by hand."
    action = update(
        desk, "opportunity:update", {press.subject: values}, by=press.person, because=because, action_id=press.id
    )
    proposed = try_to(desk, action, press)
    if isinstance(proposed, Card):
        return (Reply(card=proposed),)
    return (Reply(card=done_card(proposed.done)),) if proposed.approval is None else ()
