"""Review items that wait for a person, each with its decision."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from handlers.cards.words import sentence_card
from store.review_queue import ReviewItem

SHOWN = 10


def queue_card(items: Sequence[ReviewItem]) -> Card:
    """The open items; an explicit quiet state when there are none."""
    if not items:
        return sentence_card("All quiet: nothing waits for a decision.", "Exceptions")
    nodes: list[Node] = []
    for item in items[:SHOWN]:
        nodes += [Text(text=f"**{plain(item.severity)}** {plain(item.reason)}"), *_decisions(item), Rule()]
    if len(items) > SHOWN:
        nodes.append(Text(text=f"{len(items) - SHOWN} more wait behind these.", small=True))
    return Card(title="Exceptions", summary=f"{len(items)} exceptions wait for a decision", nodes=tuple(nodes))


def _decisions(item: ReviewItem) -> list[Buttons]:
    close = Button(label="Reject", press="review:reject", subject=item.id, style="danger")
    accept = Button(label="Accept", press="review:accept", subject=item.id, style="primary")
    fix = Button(label="Fix source", press="review:fix", subject=item.id)
    return [Buttons(buttons=(accept, close, fix) if item.needs == "approval" else (accept,))]
