"""Review items that wait for a person, each with its decision."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from handlers.cards.words import sentence_card
from store.review_queue import ReviewItem

SHOWN, LETTERS = 10, 400


def queue_card(items: Sequence[ReviewItem]) -> Card:
    """The open items; an explicit quiet state when there are none."""
    if not items:
        return sentence_card("All quiet: nothing waits for a decision.", "Exceptions")
    nodes: list[Node] = []
    for item in items[:SHOWN]:
        nodes += [Text(text=_told(item)), *_decisions(item), Rule()]
    if len(items) > SHOWN:
        nodes.append(Text(text=f"{len(items) - SHOWN} more wait behind these.", small=True))
    return Card(title="Exceptions", summary=f"{len(items)} exceptions wait for a decision", nodes=tuple(nodes))


def _told(item: ReviewItem) -> str:
    """Severity, what it is, how sure we are, what speaks for it, and what we would do."""
    said = [f"**{plain(item.severity)}** {plain(item.reason)}"]
    for name in ("confidence", "evidence", "proposed"):
        if told := str(item.details.get(name, "")):
            short = told if len(told) <= LETTERS else f"{told[:LETTERS]}…"
            said.append(f"{name.capitalize()}: {plain(short)}")
    if item.assignee:
        said.append(f"Waits for: {plain(item.assignee)}")
    return "\n".join(said)


def _decisions(item: ReviewItem) -> list[Buttons]:
    close = Button(label="Reject", press="review:reject", subject=item.id, style="danger")
    accept = Button(label="Accept", press="review:accept", subject=item.id, style="primary")
    fix = Button(label="Fix source", press="review:fix", subject=item.id)
    if item.needs == "approval":
        return [Buttons(buttons=(accept, close, fix))]
    if item.needs == "retry":
        retry = Button(label="Retry", press="job:retry", subject=item.id, style="primary")
        return [Buttons(buttons=(retry, Button(label="Drop", press="job:drop", subject=item.id, style="danger")))]
    decide = Button(label="Decide", press="review:decide", subject=item.id, style="primary")
    return [Buttons(buttons=(decide,))]
