"""[Reassign]: a form with everybody who may decide an exception; “reassign exception #12” opens the same."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note, Reply, Text, plain
from domain.work import Person, Press
from handlers.cards.queue import item_card
from handlers.desk import Desk
from handlers.review import item_called, item_for
from handlers.runs import may_decide
from handlers.telling import operators
from handlers.verb import answers
from store.crm.people import colleagues

DECIDES = ("manager", "executive", "operator")


@answers("review:reassign", says=("reassign exception #{}", "reassign exception {}", "hand on exception #{}"))
def review_reassign(press: Press, desk: Desk) -> tuple[Ask | Note | Reply, ...]:
    """The form; to typed words the exception itself, whose button opens the form."""
    may_decide(press.person)
    if not press.trigger:
        return (Reply(card=item_card(item_called(press, desk, press.subject), press.person)),)
    item = item_for(press, desk)
    if item.status != "open":
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    options = tuple((one.id, one.name) for one in deciders(desk))[:100]
    fields = (
        Field(name="to", label="Who decides it?", kind="choice", options=options, required=True),
        Field(name="note", label="Why", kind="long_text", required=False),
    )
    form = Form(title="Reassign", press="review:hand_to", subject=item.id, submit="Reassign",
                nodes=(Text(text=plain(item.reason)),), fields=fields)  # fmt: skip
    return (Ask(form=form),)


def deciders(desk: Desk) -> list[Person]:
    """Everybody who may decide an exception, by name."""
    with desk.db.reading() as connection:
        known = [one for one in colleagues(connection) if one.role in DECIDES]
    ids = {one.id for one in known}
    return sorted([*known, *(one for one in operators(desk) if one.id not in ids)], key=lambda one: one.name)
