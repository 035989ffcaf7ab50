"""“Erase the words of priya@acme.example”: asked first, since it cannot be undone."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Reply, Text, plain
from domain.work import Press
from handlers.desk import Desk
from handlers.erasing import must_run_this, subject_of
from handlers.personal import must_not_be_on_hold
from handlers.verb import answers

WHAT = (
    "Their questions, the answers to them, and what the audit trail repeats of either are erased. That something "
    "happened, when, and who approved it stays: the trail keeps its chain. Records in the CRM and messages "
    "that already stand in chat are not touched. This cannot be undone."
)


@answers("words:ask_erase", says=("erase the words of {}", "erase words of {}", "forget the words of {}"), private=True)
def erase_words(press: Press, desk: Desk) -> tuple[Reply]:
    """A card that says what goes and what stays, with the button that does it."""
    must_run_this(press.person)
    subject = subject_of(desk, press.subject)
    must_not_be_on_hold(desk, subject)
    button = Button(
        label="Erase", press="words:erase", subject=subject.called[:150], style="danger",
        confirm=f"Erase the words of {subject.called}? This cannot be undone.",
    )  # fmt: skip
    title = f"Erase the words of {subject.called}?"
    return (Reply(card=Card(title=title, summary=title, nodes=(Text(text=plain(WHAT)), Buttons(buttons=(button,))))),)
