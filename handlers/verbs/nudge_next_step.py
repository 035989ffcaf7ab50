"""[Next step] on a message to a rep."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.desk import Desk
from handlers.nudge_forms import form_of
from handlers.nudging import pressed
from handlers.verb import answers


@answers("nudge:next_step")
def nudge_next_step(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the next step."""
    _, concern = pressed(press, desk)
    return (Ask(form=form_of(desk, press, concern, "The next step", ("next_step",))),)
