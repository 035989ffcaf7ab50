"""Edited values of a change, sent: they take the place of the proposed ones and wait for approval."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.entry import problems
from domain.work import Press
from handlers.approvals import edited, edited_before, pressed
from handlers.changes import update
from handlers.desk import Desk
from handlers.verb import answers


def must_be_values(values: dict[str, Any]) -> dict[str, str]:
    """An error under each field that cannot be taken."""
    return problems("opportunity:update", values)


@answers("approval:save", check=must_be_values)
def approval_save(press: Press, desk: Desk) -> tuple[Note, ...]:
    """Who approves the new values."""
    if (said := edited_before(press, desk)) is not None:
        return (Note(text=said),)
    approval = pressed(press, desk, in_form=True)
    old = approval.action
    target = old.targets[0]
    values = {one.field: press.values.get(one.field, one.after) for one in target.changes}
    fresh = update(
        desk, old.kind, {target.record_id: values}, by=old.requested_by, because=old.because, action_id=press.id,
        agent=old.agent, undoes=old.undoes,
    )  # fmt: skip
    return (Note(text=edited(press, desk, approval, fresh)),)
