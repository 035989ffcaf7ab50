"""“Forget mike”: what a name means is asked again; an operator also takes back what an imported value means."""

from __future__ import annotations

from domain.cards import Reply
from domain.work import Press
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.names import forgotten
from handlers.verb import answers


@answers("name:forget", says=("forget what {}", "forget the name {}", "forget the alias {}"), private=True)
def names_forget(press: Press, desk: Desk) -> tuple[Reply]:
    """What was forgotten, in a sentence."""
    words = press.subject.removesuffix(" means").removesuffix(" stands for").strip(" \"“”'")
    return (Reply(card=sentence_card(forgotten(desk, press.person, words))),)
