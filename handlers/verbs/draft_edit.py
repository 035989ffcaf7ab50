"""[Edit] on a draft: its words in a form; every figure must still be one of the checked ones."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import body_to_edit, pressed_draft, words_of
from handlers.verb import OneCard, answers

LONGEST = 3000
"""A form's field takes no more; cutting the words would lose them."""


@answers("draft:edit")
def draft_edit(press: Press, desk: Desk) -> tuple[Ask | OneCard | Note, ...]:
    """A dialog with the draft's subject and body."""
    found = pressed_draft(press, desk)
    if found.is_old:
        return found.again()
    draft = found.draft
    body = body_to_edit(draft)
    if max(len(body), len(draft.sentence)) > LONGEST:
        return (Note(text="This draft is too long for a form; narrow the question first, with Edit on the answer."),)
    fields = (
        Field(name="sentence", label="Chat message", kind="long_text", value=draft.sentence),
        Field(name="subject", label="E-mail subject", value=draft.email_subject[:150]),
        Field(name="body", label="E-mail", kind="long_text", value=body,
              hint="Figures must stay as they were checked; a changed one is not sent."),
    )  # fmt: skip
    subject = f"{found.run_id}|{words_of(draft)}"
    return (Ask(form=Form(title="Edit the draft", press="draft:save", subject=subject, submit="Save", fields=fields)),)
