"""[E-mail] on a draft: the checked e-mail as a file in the chat, which any mail program opens."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import pressed_draft, upload_email
from handlers.verb import OneCard, answers

WRITTEN = (
    "The e-mail is here as a file, written and not sent. Open it in your mail program, choose who gets it, and send."
)


@answers("draft:email")
def draft_email(press: Press, desk: Desk) -> tuple[OneCard | Note, ...]:
    """The file below the draft; pressing twice uploads it once."""
    draft = pressed_draft(press, desk)
    if draft.is_old:
        return draft.again()
    place = press.place.model_copy(update={"thread": press.place.thread or press.place.message, "message": ""})
    upload_email(desk, place, draft.run_id, draft.draft, press.person)
    return (Note(text=WRITTEN),)
