"""[E-mail] on a draft: to the person's own mailbox, or, without a mail server, as a file in the chat."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import Pressed, email_of, pressed_draft, upload_email
from handlers.mailing import can_mail, send_once
from handlers.verb import OneCard, answers

WRITTEN = (
    "The e-mail is here as a file, written and not sent. Open it in your mail program, choose who gets it, and send."
)


def _mailed(press: Press, desk: Desk, pressed: Pressed) -> str:
    """Sends it to whoever pressed, whose address and rights we know; they pass it on to whom they choose."""
    email = email_of(pressed.run_id, pressed.draft, press.person)
    send_once(desk, email, why="a person pressed [E-mail] on a checked draft", asked_by=press.person.email)
    return f"Sent to {press.person.email}. These words go out once; pass the e-mail on from your mailbox."


@answers("draft:email")
def draft_email(press: Press, desk: Desk) -> tuple[OneCard | Note, ...]:
    """The file below the draft; pressing twice uploads it once."""
    draft = pressed_draft(press, desk)
    if draft.is_old:
        return draft.again()
    if can_mail(desk, press.person):
        return (Note(text=_mailed(press, desk, draft)),)
    place = press.place.model_copy(update={"thread": press.place.thread or press.place.message, "message": ""})
    upload_email(desk, place, draft.run_id, draft.draft, press.person)
    return (Note(text=WRITTEN),)
