"""[Edit] on a draft: its words in a form; every figure must still be one of the checked ones."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.desk import Desk
from handlers.runs import run_for
from handlers.verb import answers


@answers("draft:edit")
def draft_edit(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with the draft's subject and body."""
    _, outcome = run_for(press, desk)
    if outcome.draft is None:
        return (Note(text="There is no draft to edit."),)
    fields = (
        Field(name="sentence", label="Chat message", kind="long_text", value=outcome.draft.sentence[:2900]),
        Field(name="subject", label="E-mail subject", value=outcome.draft.email_subject[:150]),
        Field(name="body", label="E-mail", kind="long_text", value=outcome.draft.email_body[:2900],
              hint="Figures must stay as they were checked; a changed one is not sent."),
    )  # fmt: skip
    form = Form(title="Edit the draft", press="draft:save", subject=outcome.run_id, submit="Save", fields=fields)
    return (Ask(form=form),)
