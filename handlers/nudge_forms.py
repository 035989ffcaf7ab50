"""The forms behind a message to a rep: a few fields of one deal, filled with what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Form, Text, plain
from domain.nudging import Concern
from domain.work import Press
from handlers.changes import NoSuchRecord, form_fields, may_change, when_written
from handlers.desk import Desk
from store.crm import writing


def form_of(desk: Desk, press: Press, concern: Concern, title: str, names: Sequence[str]) -> Form:
    """The form with these fields. Raises: NoSuchRecord when the deal is no longer the rep's to change."""
    if not may_change(desk, press.person, concern.opportunity_id):
        raise NoSuchRecord(concern.opportunity_id)
    with desk.db.reading() as connection:
        fields = writing.fields_of(connection, "opportunity:update", concern.opportunity_id) or {}
    asked = form_fields(desk, concern.opportunity_id, {name: writing.stored(fields[name]) for name in names})
    # Nobody opens a form with one field to leave it empty.
    asked = tuple(one.model_copy(update={"required": True}) for one in asked) if len(asked) == 1 else asked
    nodes = (Text(text=f"**{plain(concern.name)}**. {when_written(desk, 'opportunity:update')}"),)
    return Form(
        title=title,
        press="nudge:save",
        subject=press.subject,
        submit="Propose",
        nodes=nodes,
        fields=asked,
    )
