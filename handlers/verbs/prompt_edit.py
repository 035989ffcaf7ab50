"""[Edit] on a prompt: its newest words in a form; saving makes a new version and changes nothing else."""

from __future__ import annotations

from domain.cards import Ask, Field, Form, Note
from domain.prompting import LONGEST
from domain.work import Press
from handlers.desk import Desk
from handlers.prompting import meant, must_be_operator, text_of
from handlers.verb import answers


@answers("prompt:edit", private=True)
def prompt_edit(press: Press, desk: Desk) -> tuple[Ask | Note, ...]:
    """A dialog with the words of the newest version."""
    must_be_operator(press.person)
    name, version = meant(press, desk)
    words = text_of(desk, name, version)
    if len(words) > LONGEST:
        return (Note(text="This version is too long for a form."),)
    hint = "The catalogue and examples follow by themselves. A new version is used only after its test and [Activate]."
    field = Field(name="words", label=f"What the {name} is told", kind="long_text", value=words, hint=hint)
    return (Ask(form=Form(title="Edit a prompt", press="prompt:save", subject=name, submit="Save", fields=(field,))),)
