"""[Update stage] on a message to a rep: the deal's stage and what goes with it, in a form."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.desk import Desk
from handlers.nudge_forms import form_of
from handlers.nudging import pressed
from handlers.verb import answers


@answers("nudge:stage")
def nudge_stage(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with stage and close date."""
    _, concern = pressed(press, desk)
    return (Ask(form=form_of(desk, press, concern, "Update the stage", ("stage_id", "close_date"))),)
