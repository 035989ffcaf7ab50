"""The only place where an error becomes a card."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Code, Section, Text, plain
from domain.errors import (
    CountsDisagree,
    NeedsPerson,
    NotAllowed,
    QuartermasterError,
    Refused,
    TryLater,
    UncitedClaim,
)


def card_for(error: Exception, run_id: str, review_item: str = "") -> Card:
    """What people see of an error: a question, a delay, a refusal, or the word that a report must be made by hand."""
    sentence = str(error) if isinstance(error, QuartermasterError) else ""
    if isinstance(error, CountsDisagree):
        return _disagreement(error, run_id, review_item)
    if isinstance(error, UncitedClaim):
        return _card("Not sent", sentence, "bad")
    if isinstance(error, NotAllowed):
        return _card("Not allowed", sentence, "warning")
    if isinstance(error, NeedsPerson):
        return _card("This needs a person", sentence, "warning")
    if isinstance(error, TryLater):
        return _card("Delayed", sentence, "warning")
    if isinstance(error, Refused):
        return _card("", sentence, "plain")
    return _card(
        "Manual report required",
        sentence
        or "Something broke on our side, so this one has to be made by hand. The operator has been told; "
        f"the run is `{plain(run_id)}`.",
        "bad",
    )


def _card(title: str, sentence: str, tone: str) -> Card:
    return Card(title=title, summary=sentence or title, nodes=(Text(text=plain(sentence), tone=tone),))


def _disagreement(error: CountsDisagree, run_id: str, review_item: str) -> Card:
    buttons = [Button(label="Re-run", press="run:again", subject=run_id, style="primary")]
    if review_item:
        buttons.append(Button(label="Open exception", press="review:open", subject=review_item))
    return Card(
        title="Stopped: two reads disagree",
        summary=str(error),
        nodes=(
            Text(text=plain(str(error)), tone="bad"),
            Section(title=f"Puller's query: {error.pulled}", nodes=(Code(text=error.pulled_by),)),
            Section(title=f"Counter's query: {error.counted}", nodes=(Code(text=error.counted_by),)),
            Buttons(buttons=tuple(buttons)),
        ),
    )
