"""The drafter's words before they go anywhere: message and e-mail, with what may be done with them."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Code, Section, Text, plain
from domain.checked import Checked, Ledger
from domain.facts import Draft
from domain.letter import source_line
from domain.work import Outcome, Person
from handlers.cards.answer import checked as checked_by
from handlers.cards.answer import counted, when


def draft_card(subject: str, draft: Draft, *, note: str = "", problem: str = "") -> Card:
    """The draft with [Send to channel] [E-mail] [Edit] [Discard]; `subject` names the run and these very words."""
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
                    Button(label="Send to channel", press="draft:send", subject=subject, style="primary"),
                    Button(label="E-mail", press="draft:email", subject=subject),
                    Button(label="Edit", press="draft:edit", subject=subject),
                    Button(label="Discard", press="draft:discard", subject=subject, style="danger",
                           confirm="Throw this draft away?"),
                )
            ),
        ),
    )  # fmt: skip


def posted_card(draft: Draft, outcome: Outcome, checked: Checked, by: Person) -> Card:
    """The words as a channel reads them, with how fresh they are and what they rest on."""
    as_of = when(checked.pulled.as_of, by)
    shared = f"Shared by {by.name} · data as of {as_of} · {counted(outcome)} · {checked_by(outcome.findings)}"
    ledger = Ledger(checked)
    sources = "\n".join(f"• {plain(source_line(claim, ledger))}" for claim in draft.claims)
    return Card(
        title=draft.title,
        summary=draft.sentence,
        nodes=(
            Text(text=plain(draft.sentence)),
            *(Text(text=plain(warning), tone="warning", small=True) for warning in outcome.warnings),
            *_whose_words(draft),
            Text(text=plain(shared), small=True),
            Section(title="Sources", nodes=(Text(text=sources, small=True),)),
            Buttons(
                buttons=(
                    Button(label="Sources", press="run:sources", subject=outcome.run_id),
                    Button(label="How was this made?", press="run:trace", subject=outcome.run_id),
                )
            ),
        ),
    )


def _whose_words(draft: Draft) -> list[Text]:
    """Whose words these are when a person changed them, and what was checked: nobody takes the one for the other."""
    if not draft.worded_by or draft.as_checked == draft.sentence:
        return []
    return [Text(text=plain(f"Worded by {draft.worded_by}. As checked: {draft.as_checked}"), small=True)]
