"""The form behind [Reassign], sent: the exception waits for somebody else, who is told."""

from __future__ import annotations

from typing import Any

from domain.cards import Button, Buttons, Card, Note, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.review import hand_to, item_for
from handlers.runs import may_decide
from handlers.telling import tell
from handlers.verb import answers
from handlers.verbs.review_reassign import deciders


def check(values: dict[str, Any]) -> dict[str, str]:
    """What keeps the form from being taken, by field."""
    return {} if values.get("to") else {"to": "Choose who decides it."}


@answers("review:hand_to", check=check)
def review_hand_to(press: Press, desk: Desk) -> tuple[Note]:
    """Whom it waits for now; nobody is handed what they may not decide."""
    may_decide(press.person)
    item = item_for(press, desk)
    to = next((one for one in deciders(desk) if one.id == press.values["to"]), None)
    if to is None:
        return (Note(text="That person may not decide exceptions. Choose one from the list."),)
    if not hand_to(press, desk, item, to, str(press.values.get("note") or "")[:2_000]):
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    said = f"{press.person.name} hands you exception #{item.number}: {item.reason}"
    button = Button(label="Open exceptions", press="review:open", subject="handed", style="primary")
    card = Card(title="Handed to you", summary=said, nodes=(Text(text=plain(said)), Buttons(buttons=(button,))))
    tell(desk, to, f"handed:{item.id}:{to.id}:{press.id}"[:255], card)
    return (Note(text=f"Exception #{item.number} waits for {to.name} now."),)
