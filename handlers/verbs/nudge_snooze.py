"""[Snooze] on a message to a rep: for how long the deal is not asked about."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import pressed
from handlers.verb import answers

SPANS = (("1", "Until tomorrow"), ("3", "3 days"), ("7", "A week"), ("14", "2 weeks"), ("30", "A month"))


@answers("nudge:snooze")
def nudge_snooze(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the spans there are."""
    _, concern = pressed(press, desk)
    nodes = (Text(text=f"How long shall I not ask about **{plain(concern.name)}**?"),)
    days = Field(name="days", label="For", kind="choice", value="7", options=SPANS)
    form = Form(
        title="Snooze this deal",
        press="nudge:rest",
        subject=press.subject,
        submit="Snooze",
        nodes=nodes,
        fields=(days,),
    )
    return (Ask(form=form),)
