"""[Leave it] on a change of settings: nothing changes."""

from __future__ import annotations

from domain.cards import Replace
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.tuning import must_be_entitled, proposed
from handlers.verb import answers


@answers("setting:leave")
def setting_leave(press: Press, desk: Desk) -> tuple[Replace]:
    """The card as closed, by somebody who could have changed it."""
    for edit in proposed(desk, press.subject):
        must_be_entitled(desk, press.person, edit.name, edit.scope, edit.value)
    return (Replace(card=sentence_card(f"{press.person.name} left it as it is.", "Settings")),)
