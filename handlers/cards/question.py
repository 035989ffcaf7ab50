"""One question back, with the possible answers as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Text, plain
from domain.work import Choice

BUTTONS_AT_MOST = 10


def question_card(run_id: str, question: str, choices: Sequence[Choice]) -> Card:
    """The question; each button answers it. More choices than fit are said in words."""
    shown = choices[:BUTTONS_AT_MOST]
    buttons = tuple(
        Button(label=choice.label, press="choice:pick", subject=f"{run_id}|{number}")
        for number, choice in enumerate(shown)
    )
    more = len(choices) - len(shown)
    return Card(
        summary=question,
        nodes=(
            Text(text=plain(question)),
            *([Buttons(buttons=buttons)] if buttons else []),
            *([Text(text=f"{more} more fit; type the one you mean.", small=True)] if more > 0 else []),
        ),
    )
