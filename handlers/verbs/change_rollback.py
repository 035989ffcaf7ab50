"""Taking back what an agent did: "undo agent pipeline since 14:00", with a preview of what stays as it is."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.change import undo_card
from handlers.changes import done_since, since_said, undoing
from handlers.desk import Desk
from handlers.verb import answers


@answers("change:rollback", says=("undo agent {}", "roll back agent {}", "rollback agent {}"), private=True)
def change_rollback(press: Press, desk: Desk) -> tuple[Reply]:
    """The preview: every value it would restore, and what was changed since or cannot be taken back."""
    whose, since = since_said(press.subject, desk.now(), press.person)
    done = done_since(desk, press.person, whose, since)
    if not done:
        raise Refused(
            f"Since {when(since, press.person)}, {whose} changed nothing that you may see. "
            "Say “undo agent pipeline since 14:00”, or “changes” for the latest."
        )
    card = undo_card(f"{whose}|{since.isoformat()}", undoing(desk, done), press="change:roll_back")
    return (Reply(card=card),)
