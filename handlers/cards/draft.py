"""The drafter's words before they go anywhere: message and e-mail, with what may be done with them."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Code, Section, Text, plain
from domain.facts import Draft
from domain.work import Person


def draft_card(run_id: str, draft: Draft, *, note: str = "", problem: str = "") -> Card:
    """The draft with [Send to channel] [E-mail] [Edit] [Discard]."""
    return Card(
        title="Draft",
        summary=f"Draft: {draft.sentence}",
        nodes=(
            *([Text(text=plain(problem), tone="bad")] if problem else []),
            Text(text=plain(draft.sentence)),
            Section(title=f"E-mail: {draft.email_subject}", nodes=(Code(text=draft.email_body),)),
            *([Text(text=plain(note), small=True)] if note else []),
            Buttons(
                buttons=(
                    Button(label="Send to channel", press="draft:send", subject=run_id, style="primary"),
                    Button(label="E-mail", press="draft:email", subject=run_id),
                    Button(label="Edit", press="draft:edit", subject=run_id),
                    Button(label="Discard", press="draft:discard", subject=run_id, style="danger",
                           confirm="Throw this draft away?"),
                )
            ),
        ),
    )  # fmt: skip


def posted_card(draft: Draft, by: Person) -> Card:
    """The words as a channel reads them."""
    return Card(
        title=draft.title,
        summary=draft.sentence,
        nodes=(
            Text(text=plain(draft.sentence)),
            Text(text=plain(f"Shared by {by.name}, checked by Quartermaster."), small=True),
        ),
    )
