"""The checked draft, posted to the chosen channel once, if every member there may read it."""

from __future__ import annotations

from domain.cards import Note, Reply
from domain.errors import NotAllowed
from domain.work import Place, Press
from handlers.cards.draft import posted_card
from handlers.desk import Desk
from handlers.drafts import current_draft
from handlers.people import room_sight
from handlers.runs import run_with_sight
from handlers.verb import Elsewhere, answers


@answers("draft:post")
def draft_post(press: Press, desk: Desk) -> tuple[Elsewhere | Reply | Note, ...]:
    """The post in the channel, and a word where the draft stands. Rights are looked at again, now."""
    _, outcome, sight = run_with_sight(press.person, desk, press.subject)
    there = Place(
        surface=press.place.surface, channel=str(press.values["channel"]), is_private=False, user=press.place.user
    )
    if press.place.user not in desk.voice(press.place).members(there.channel):
        raise NotAllowed("post to a channel you are not in", "A member of the channel")
    if not room_sight(desk, there).sees_all_of(sight):
        raise NotAllowed("show these records in that channel", "The owner of the channel")
    card = posted_card(current_draft(outcome), press.person)
    return (Elsewhere(place=there, card=card, once=f"draft:{outcome.run_id}:{there.channel}"), Note(text="Sent."))
