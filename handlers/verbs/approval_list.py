"""The changes that wait for whoever asks: "approvals"."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.approvals import waiting_for
from handlers.cards.approval import waiting_card
from handlers.desk import Desk
from handlers.verb import answers


@answers(
    "approval:list",
    says=("approvals", "show approvals", "my approvals", "pending approvals", "what waits for my approval"),
    private=True,
)
def approval_list(press: Press, desk: Desk) -> tuple[Reply]:
    """Each with a button that brings its card."""
    return (Reply(card=waiting_card(waiting_for(desk, press.person), desk.now())),)
