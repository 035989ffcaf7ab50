"""[Edit] on a change: the proposed values in a form."""

from __future__ import annotations

from domain.cards import Ask, Form, Note
from domain.work import Press
from handlers.approvals import pressed
from handlers.cards.approval import can_edit, subject_of
from handlers.changes import form_fields
from handlers.desk import Desk
from handlers.verb import answers


@answers("approval:edit")
def approval_edit(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with the fields that would change."""
    approval = pressed(press, desk)
    if not can_edit(approval):
        return (Note(text="This change cannot be edited in a form; reject it with a reason instead."),)
    target = approval.action.targets[0]
    fields = form_fields(desk, target.record_id, {one.field: one.after for one in target.changes})
    form = Form(
        title="Edit the change", press="approval:save", subject=subject_of(approval), submit="Save", fields=fields
    )
    return (Ask(form=form),)
