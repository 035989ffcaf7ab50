"""“Activate prompt interpreter 2”: a version that passed its test is used from now on."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.desk import Desk
from handlers.prompting import meant, must_be_operator, put_to_use
from handlers.verb import answers


@answers("prompt:activate", says=("activate prompt {}", "activate the prompt {}"), private=True)
def prompt_activate(press: Press, desk: Desk) -> tuple[Reply]:
    """The word that it is used; a version that has not passed is refused with what to do."""
    must_be_operator(press.person)
    name, version = meant(press, desk)
    return (Reply(card=put_to_use(press, desk, name, version, "prompt:activate")),)
