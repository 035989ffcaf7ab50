"""“Show prompts”: what models are told, every version of it, and what can be done about each."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.desk import Desk
from handlers.prompting import list_card, must_be_operator
from handlers.verb import answers


@answers("prompt:show", says=("show prompts", "prompts", "list prompts"), private=True)
def show_prompts(press: Press, desk: Desk) -> tuple[Reply]:
    """Each prompt with its versions, newest first."""
    must_be_operator(press.person)
    return (Reply(card=list_card(desk)),)
