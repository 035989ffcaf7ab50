"""“Prompt diff interpreter”: a version line by line against the one in use."""

from __future__ import annotations

import difflib

from domain.cards import Reply
from domain.work import Press
from handlers.cards.models import diff_card
from handlers.desk import Desk
from handlers.prompting import meant, must_be_operator, text_of
from handlers.verb import answers
from store import prompts


@answers("prompt:diff", says=("prompt diff {}", "diff prompt {}", "diff the prompt {}"), private=True)
def prompt_diff(press: Press, desk: Desk) -> tuple[Reply]:
    """The newest version, or the one named, against the one in use; where that is itself, against the one before."""
    must_be_operator(press.person)
    name, version = meant(press, desk)
    used = prompts.in_use(desk.db, name)
    base = prompts.before_this(desk.db, name) if version == used else used
    old, new = (text_of(desk, name, one).splitlines() for one in (base, version))
    lines = list(difflib.unified_diff(old, new, f"version {base}", f"version {version}", lineterm="", n=1))
    summary = f"{name.capitalize()}: version {version} against version {base}."
    return (Reply(card=diff_card("Prompt diff", lines, summary)),)
