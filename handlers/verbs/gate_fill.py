"""[Fill in] on a deal that could not move on: the stage that was wanted and what it asks for."""

from __future__ import annotations

from domain.cards import Ask
from domain.work import Press
from handlers.desk import Desk
from handlers.gate import fill_form
from handlers.verb import answers


@answers("gate:fill")
def gate_fill(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with the stage and the missing fields."""
    return (Ask(form=fill_form(desk, press.person, press.subject)),)
