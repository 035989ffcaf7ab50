"""[New date] on a message to a rep about a close date that has gone by: the date, in a form."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.desk import Desk
from handlers.nudge_forms import form_of
from handlers.nudging import pressed
from handlers.verb import answers


@answers("nudge:date")
def nudge_date(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the close date alone."""
    _, concern = pressed(press, desk)
    return (Ask(form=form_of(desk, press, concern, "The close date", ("close_date",))),)
