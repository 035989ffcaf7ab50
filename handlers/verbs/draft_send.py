"""[Send to channel] on a draft: asks which channel, since everybody there will read it."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import pressed_draft, words_of
from handlers.people import room_sight
from handlers.verb import OneCard, answers


@answers("draft:send")
def draft_send(press: Press, desk: Desk) -> tuple[Ask | OneCard | Note, ...]:
    """A dialog with the channels in which every member may read these records."""
    found = pressed_draft(press, desk)
    if found.is_old:
        return found.again()
    voice = desk.voice(press.place)
    fitting = [
        (channel, name)
        for channel, name in voice.channels(press.place.user)
        if room_sight(desk, press.place.model_copy(update={"channel": channel})).sees_all_of(found.sight)
    ]
    if not fitting:
        return (Note(text="There is no channel you share with me in which every member may see these records."),)
    field = Field(
        name="channel", label="Channel", kind="choice", options=tuple((id_, f"#{name}") for id_, name in fitting[:100]),
        hint="Only channels in which every member may see these records are listed.",
    )  # fmt: skip
    subject = f"{found.run_id}|{words_of(found.draft)}"
    form = Form(title="Send to channel", press="draft:post", subject=subject, submit="Send", fields=(field,))
    return (Ask(form=form),)
