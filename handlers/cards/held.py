"""A report that the scorer holds until a person has looked."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Text, plain
from domain.facts import Finding


def held_card(reading: str, findings: Sequence[Finding], review_item: str, approver: str) -> Card:
    """What is held, by which rule, with which value, and who decides."""
    held = [f for f in findings if f.verdict == "held"]
    summary = f"Held by Scorer: {held[0].sentence}" if held else "Held by Scorer"
    return Card(
        title="Held by Scorer",
        summary=summary,
        nodes=(
            *(
                Text(text=_broken_rule(f), tone="warning")
                for f in held
            ),
            Text(text=plain(f"The question was: {reading}. Nothing is sent until {approver} has decided."), small=True),
            Buttons(
                buttons=(
                    Button(label="Accept", press="review:accept", subject=review_item, style="primary",
                           confirm="Send the report with these values?"),
                    Button(label="Reject", press="review:reject", subject=review_item, style="danger",
                           confirm="Throw this report away?"),
                    Button(label="Fix source", press="review:fix", subject=review_item),
                )
            ),
        ),
    )  # fmt: skip


def _broken_rule(finding: Finding) -> str:
    seen = f" Seen: {plain(finding.seen)}." if finding.seen else ""
    return f"**{plain(finding.title)}**: {plain(finding.sentence)}{seen}"


def decided_card(title: str, by: str, decision: str) -> Card:
    """The same card once it is decided, for everyone."""
    sentence = f"{title}: {decision} by {by}."
    return Card(title=title, summary=sentence, nodes=(Text(text=plain(sentence)),))
