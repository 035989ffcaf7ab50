"""The checked draft, posted to the chosen channel once, if every member there may read it."""

from __future__ import annotations

from typing import Any

from domain.cards import Note
from domain.errors import NotAllowed
from domain.work import Place, Press
from handlers.cards.draft import posted_card
from handlers.desk import Desk
from handlers.drafts import checked_of, pressed_draft, words_of
from handlers.people import room_sight
from handlers.verb import Elsewhere, OneCard, answers

SENT = "The channel has these words now. They stand there once, however often you press."
"""True of the first press and of every later one."""


def must_name_channel(values: dict[str, Any]) -> dict[str, str]:
    """An error under the field when no channel was chosen."""
    return {} if isinstance(values.get("channel"), str) and values["channel"] else {"channel": "Choose a channel."}


@answers("draft:post", check=must_name_channel)
def draft_post(press: Press, desk: Desk) -> tuple[Elsewhere | OneCard | Note, ...]:
    """The post in the channel, and a word where the draft stands. Rights are looked at again, now."""
    found = pressed_draft(press, desk)
    if found.is_old:
        return found.again()
    there = Place(
        surface=press.place.surface, channel=str(press.values["channel"]), is_private=False, user=press.place.user
    )
    if press.place.user not in desk.voice(press.place).members(there.channel):
        raise NotAllowed("post to a channel you are not in", "A member of the channel")
    if not room_sight(desk, there).sees_all_of(found.sight):
        raise NotAllowed("show these records in that channel", "The owner of the channel")
    card = posted_card(found.draft, found.outcome, checked_of(desk, found.outcome), press.person)
    once = f"draft:{found.run_id}:{there.channel}:{words_of(found.draft)}"
    return (Elsewhere(place=there, card=card, once=once), Note(text=SENT))
