"""[Reject] on a change: asks why, since whoever proposed it reads the reason."""

from __future__ import annotations

from domain.cards import Ask, Field, Form
from domain.work import Press
from handlers.approvals import pressed
from handlers.cards.approval import subject_of
from handlers.desk import Desk
from handlers.verb import answers


@answers("approval:reject")
def approval_reject(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with one field."""
    approval = pressed(press, desk)
    field = Field(name="reason", label="Why not?", kind="long_text", hint="Whoever asked reads this.")
    form = Form(
        title="Reject the change", press="approval:turn_down", subject=subject_of(approval), submit="Reject",
        fields=(field,),
    )  # fmt: skip
    return (Ask(form=form),)
