"""Review items that wait for a person, each with its decision; one by its number; and those that were decided."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from store.review_queue import ReviewItem

SHOWN, LETTERS = 10, 400
LISTED = "|list"
"""Behind an item in a button of the list, which is drawn anew after a decision instead of giving way to it."""
DOUBT = "low_confidence"
"""An action of which an agent was not sure enough: it is carried out when a person says so."""


def queue_card(items: Sequence[ReviewItem], reader: Person | None = None, narrowed: str = "", done: str = "") -> Card:
    """The items; an explicit quiet state when there are none.

    Shape:  `narrowed` says what was asked for, if not all; `done` what was just decided in this very list.
    """
    if not items and done:
        return sentence_card(f"{done} Nothing else waits for a decision.", "Exceptions")
    if not items:
        others = f"Nothing there for “{plain(narrowed)}”. “Exceptions” shows all that wait." if narrowed else ""
        return sentence_card(others or "All quiet: nothing waits for a decision.", "Exceptions")
    nodes: list[Node] = [Text(text=plain(done), tone="good"), Rule()] if done else []
    for item in items[:SHOWN]:
        nodes += [Text(text=told(item, reader)), *decisions(item, LISTED), Rule()]
    if len(items) > SHOWN:
        nodes.append(Text(text=f"{len(items) - SHOWN} more wait behind these.", small=True))
    nodes.append(Text(text=f"“exception #{items[0].number}” opens one, to hand it on or put it off.", small=True))
    some = f"{len(items)} {'exception' if len(items) == 1 else 'exceptions'}"
    waits = "wait for a decision" if items[0].status == "open" else "were decided"
    return Card(title="Exceptions", summary=f"{some} {waits}", nodes=tuple(nodes))


def item_card(item: ReviewItem, reader: Person) -> Card:
    """One item whole, with everything that can be done about it."""
    nodes: list[Node] = [Text(text=told(item, reader, letters=2_500)), *decisions(item)]
    if item.status == "open":
        more = (
            Button(label="Reassign", press="review:reassign", subject=item.id),
            Button(label="Snooze", press="review:snooze", subject=item.id),
        )
        nodes.append(Buttons(buttons=more))
    title = f"Exception #{item.number}"
    return Card(title=title, summary=f"{title}: {item.reason}", nodes=tuple(nodes))


def told(item: ReviewItem, reader: Person | None, letters: int = LETTERS) -> str:
    """Its number, severity, what it is, how sure we are, what speaks for it, what we would do, and how it stands."""
    number = f"#{item.number} " if item.number else ""
    said = [f"**{number}{plain(item.severity)}** {plain(item.reason)}"]
    for name in ("confidence", "evidence", "proposed"):
        if words := str(item.details.get(name, "")):
            short = words if len(words) <= letters else f"{words[:letters]}…"
            said.append(f"{name.capitalize()}: {plain(short)}")
    if item.status != "open":
        at = f", {when(item.decided_at, reader)}" if item.decided_at and reader else ""
        return "\n".join([*said, f"Decided: {plain(str(item.decision))} by {plain(str(item.decided_by))}{at}"])
    if item.assignee:
        said.append(f"Waits for: {plain(item.assignee)}")
    if item.snoozed_until and reader:
        said.append(f"Put off until {when(item.snoozed_until, reader)}")
    return "\n".join(said)


def decisions(item: ReviewItem, listed: str = "") -> list[Buttons]:
    """The buttons that decide it; none when it is decided. `listed` tells a button that others stand on its card."""
    if item.status != "open":
        return []
    subject = f"{item.id}{listed}"
    close = Button(label="Reject", press="review:reject", subject=subject, style="danger")
    accept = Button(label="Accept", press="review:accept", subject=subject, style="primary")
    fix = Button(label="Fix source", press="review:fix", subject=item.id)
    if item.kind == DOUBT:
        do = Button(label="Send anyway", press="review:accept", subject=subject, style="primary")
        return [Buttons(buttons=(do, Button(label="Do not send", press="review:reject", subject=subject)))]
    if item.needs == "approval":
        return [Buttons(buttons=(accept, close, fix))]
    if item.needs == "retry":
        retry = Button(label="Retry", press="job:retry", subject=item.id, style="primary")
        return [Buttons(buttons=(retry, Button(label="Drop", press="job:drop", subject=item.id, style="danger")))]
    decide = Button(label="Decide", press="review:decide", subject=item.id, style="primary")
    return [Buttons(buttons=(decide,))]
