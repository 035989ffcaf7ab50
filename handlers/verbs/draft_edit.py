"""[Edit] on a draft: its words in a form; every figure must still be one of the checked ones."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import body_to_edit
from handlers.runs import run_for
from handlers.verb import answers

LONGEST = 3000
"""A form's field takes no more; cutting the words would lose them."""


@answers("draft:edit")
def draft_edit(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with the draft's subject and body."""
    _, outcome = run_for(press, desk)
    if outcome.draft is None:
        return (Note(text="There is no draft to edit."),)
    body = body_to_edit(outcome.draft)
    if max(len(body), len(outcome.draft.sentence)) > LONGEST:
        return (Note(text="This draft is too long for a form; narrow the question first, with Edit on the answer."),)
    fields = (
        Field(name="sentence", label="Chat message", kind="long_text", value=outcome.draft.sentence),
        Field(name="subject", label="E-mail subject", value=outcome.draft.email_subject[:150]),
        Field(name="body", label="E-mail", kind="long_text", value=body,
              hint="Figures must stay as they were checked; a changed one is not sent."),
    )  # fmt: skip
    form = Form(title="Edit the draft", press="draft:save", subject=outcome.run_id, submit="Save", fields=fields)
    return (Ask(form=form),)
