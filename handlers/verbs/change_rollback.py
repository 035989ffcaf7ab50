"""Taking back what an agent did: "undo what the pipeline agent did today", with a preview of what stays as it is."""

from __future__ import annotations

from domain.cards import Reply
from domain.errors import Refused
from domain.taking_back import Wanted
from domain.work import Press
from handlers.cards.change import undo_card
from handlers.changes import undoing
from handlers.desk import Desk
from handlers.taking_back import done, nothing_done, wanted_in
from handlers.verb import answers


@answers("change:rollback", says=("undo agent {}", "roll back agent {}", "rollback agent {}"), private=True)
def change_rollback(press: Press, desk: Desk) -> tuple[Reply]:
    """The preview: every value it would restore, and what was changed since or cannot be taken back."""
    said = press.subject
    wanted = Wanted.of_text(said) if said.startswith("{") else wanted_in(said, desk.now(), press.person)
    found = done(desk, press.person, wanted)
    if not found:
        raise Refused(nothing_done(wanted, press.person))
    shown = wanted.model_copy(update={"until": desk.now()})
    return (Reply(card=undo_card(shown.as_text(), undoing(desk, found), press="change:roll_back")),)
