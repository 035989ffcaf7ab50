"""One question about an imported value that looks like a misspelling."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Text, plain
from store.crm.aliases import Question


def alias_card(question: Question) -> Card:
    """The question, and its two answers."""
    sentence = (
        f"{question.row_count:,} records name the {question.kind} “{question.said}”, which is not in your list. "
        f"Is it “{question.likely}”?"
    )
    subject = f"{question.kind}|{question.said}"
    return Card(
        title="One question about the import",
        summary=sentence,
        nodes=(
            Text(text=plain(sentence)),
            Buttons(
                buttons=(
                    Button(label="Same", press="alias:answer", subject=f"{subject}|same", style="primary"),
                    Button(label="Different", press="alias:answer", subject=f"{subject}|different"),
                )
            ),
        ),
    )
