"""[Fill in] on a message to a rep: only the fields that the deal's stage requires and nobody filled in."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.cards.nudge import WRITABLE
from handlers.desk import Desk
from handlers.nudge_forms import form_of
from handlers.nudging import pressed
from handlers.verb import answers


@answers("nudge:missing")
def nudge_missing(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the missing fields and nothing else."""
    _, concern = pressed(press, desk)
    fields = tuple(WRITABLE[name] for name in concern.missing if name in WRITABLE)
    return (Ask(form=form_of(desk, press, concern, "What is missing", fields)),)
