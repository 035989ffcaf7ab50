"""[Decide] on an exception: what speaks for it, what we would do, and a form for what a person did about it."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Node, Note, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.review import item_for
from handlers.runs import may_decide
from handlers.verb import answers

WAYS = (("done", "Done by hand"), ("not_needed", "Not needed any more"), ("handed_on", "Handed to somebody else"))


@answers("review:decide")
def review_decide(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with the whole of the exception; nothing is decided until it is sent."""
    may_decide(press.person)
    item = item_for(press, desk)
    if item.status != "open":
        return (Note(text=f"Already {item.decision} by {item.decided_by}."),)
    parts = [(name.capitalize(), str(item.details.get(name, ""))) for name in ("confidence", "evidence", "proposed")]
    nodes: list[Node] = [Text(text=f"**{plain(item.severity)}** {plain(item.reason)}")]
    nodes += [Text(text=f"**{title}**\n{plain(said[:2_500])}") for title, said in parts if said]
    fields = (
        Field(name="decision", label="What was decided?", kind="choice", options=WAYS, value="done"),
        Field(name="note", label="Why, or what was done", kind="long_text", required=False),
    )
    form = Form(title="Decide", press="review:close", subject=item.id, submit="Decide", nodes=tuple(nodes),
                fields=fields)  # fmt: skip
    return (Ask(form=form),)
