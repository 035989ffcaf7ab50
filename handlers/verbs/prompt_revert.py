"""“Revert prompt interpreter”: back to the version that was used before, or to one that is named."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.desk import Desk
from handlers.prompting import meant, must_be_operator, put_to_use
from handlers.verb import answers
from store import prompts


@answers("prompt:revert", says=("revert prompt {}", "revert the prompt {}", "roll back prompt {}"), private=True)
def prompt_revert(press: Press, desk: Desk) -> tuple[Reply]:
    """The word that the earlier version is used again."""
    must_be_operator(press.person)
    name, version = meant(press, desk)
    if not any(word.isdecimal() for word in press.subject.split()):
        version = prompts.before_this(desk.db, name)
    return (Reply(card=put_to_use(press, desk, name, version, "prompt:revert")),)
