"""[Close lost] on a message to a rep: asks why, and proposes to close the deal."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.nudging import pressed
from handlers.verb import answers


@answers("nudge:lost")
def nudge_lost(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the reason."""
    _, concern = pressed(press, desk)
    reason = Field(name="lost_reason", label="Why was it lost?")
    nodes = (Text(text=f"**{plain(concern.name)}** would be closed as lost once your manager approves."),)
    form = Form(
        title="Close as lost",
        press="nudge:close",
        subject=press.subject,
        submit="Propose",
        nodes=nodes,
        fields=(reason,),
    )
    return (Ask(form=form),)
