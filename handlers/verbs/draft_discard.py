"""[Discard] on a draft: nothing is sent, and the card says so."""

from __future__ import annotations

from domain.cards import Note
from domain.work import Press
from handlers.desk import Desk
from handlers.drafts import Discarded, discarded_card, pressed_draft
from handlers.verb import OneCard, answers


@answers("draft:discard")
def draft_discard(press: Press, desk: Desk) -> tuple[OneCard | Note, ...]:
    """The card, emptied; thrown away twice is thrown away."""
    try:
        draft = pressed_draft(press, desk)
    except Discarded:
        return (Note(text="This draft is discarded already."),)
    return draft.again() if draft.is_old else (discarded_card(draft.run_id, press.person),)
