"""What can be asked, with buttons to try."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import guest_card, help_card
from handlers.desk import Desk
from handlers.verb import answers


@answers("help:show", says=("help", "help me", "what can i ask", "what can you do", "how does this work"))
def help_(press: Press, desk: Desk) -> tuple[Reply]:  # noqa: ARG001
    """The help card; a guest is told first why nothing can be shown."""
    person, among_others = press.person, not press.place.is_private
    return (Reply(card=guest_card(person, among_others) if person.role == "guest" else help_card()),)
