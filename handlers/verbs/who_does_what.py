"""The org card: each agent's one job, its tools and its output; who holds the data plug is marked."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.org import org_card
from handlers.desk import Desk
from handlers.verb import answers


@answers(
    "org:show",
    says=("who does what", "org", "show the org chart", "org chart", "who are you all", "who is on the team"),
)
def who_does_what(press: Press, desk: Desk) -> tuple[Reply]:  # noqa: ARG001
    """The org card."""
    return (Reply(card=org_card()),)
