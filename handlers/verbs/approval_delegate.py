"""[Delegate] on a change: asks who should decide instead."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.approvals import delegates, pressed
from handlers.cards.approval import subject_of
from handlers.desk import Desk
from handlers.verb import answers


@answers("approval:delegate")
def approval_delegate(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with everybody else who may decide it."""
    approval = pressed(press, desk)
    others = delegates(press, desk, approval)
    if not others:
        return (Note(text="Nobody else here may decide this."),)
    options = tuple((person.id, f"{person.name} ({person.role})") for person in others)
    field = Field(name="person", label="Who decides", kind="choice", options=options)
    form = Form(
        title="Delegate", press="approval:hand_on", subject=subject_of(approval), submit="Delegate", fields=(field,)
    )
    return (Ask(form=form),)
