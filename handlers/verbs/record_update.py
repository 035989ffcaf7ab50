"""[Update] on a deal: a form with what it holds now; what is sent is proposed, and nothing is changed yet."""

from __future__ import annotations

from domain.cards import Ask, Form, Text
from domain.errors import NotAllowed
from domain.work import Press
from handlers.changes import WHY, NoSuchRecord, form_fields, may_change, when_written
from handlers.desk import Desk
from handlers.verb import answers


@answers("record:update")
def record_update(press: Press, desk: Desk) -> tuple[Ask]:
    """A dialog with stage, amount, close date, next step and category."""
    if press.person.role == "guest":
        raise NotAllowed("change records", "Your sales operations team")
    if not may_change(desk, press.person, press.subject):
        raise NoSuchRecord(press.subject)
    fields = form_fields(desk, press.subject)
    nodes = (Text(text=when_written(desk, "opportunity:update"), small=True),)
    form = Form(
        title="Update the deal", press="record:propose", subject=press.subject, submit="Propose", nodes=nodes,
        fields=(*fields, WHY),
    )  # fmt: skip
    return (Ask(form=form),)
