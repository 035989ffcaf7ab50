"""The only place where an error becomes a card."""

from __future__ import annotations

from domain.cards import Button, Buttons, Card, Code, Section, Text, Tone, plain
from domain.errors import (
    CountsDisagree,
    NeedsPerson,
    NotAllowed,
    OutOfScope,
    QuartermasterError,
    Refused,
    TryLater,
    UncitedClaim,
)

FAMILIES: tuple[tuple[type[Exception], str, Tone], ...] = (
    (UncitedClaim, "Not sent", "bad"),
    (OutOfScope, "Refused", "bad"),
    (NotAllowed, "Not allowed", "warning"),
    (NeedsPerson, "This needs a person", "warning"),
    (TryLater, "Delayed", "warning"),
    (Refused, "", "plain"),
)


def card_for(error: Exception, run_id: str, review_item: str = "") -> Card:
    """What people see of an error: a question, a delay, a refusal, or the word that a report must be made by hand."""
    sentence = str(error) if isinstance(error, QuartermasterError) else ""
    if isinstance(error, CountsDisagree):
        return _disagreement(error, run_id, review_item)
    for family, title, tone in FAMILIES:
        if isinstance(error, family):
            return _with_trace(_card(title, sentence, tone), run_id, review_item)
    return _card(
        "Manual report required",
        sentence
        or "Something broke on our side, so this one has to be made by hand. The operator has been told; "
        f"the run is `{plain(run_id)}`.",
        "bad",
    )


def _with_trace(card: Card, run_id: str, review_item: str) -> Card:
    """The same card with the way to its run and to what was filed; nothing to press when no run was made."""
    buttons = (
        [Button(label="How was this made?", press="run:trace", subject=run_id)] if run_id.startswith("run:") else []
    )
    if review_item:
        buttons.append(Button(label="Open exception", press="review:open", subject=review_item))
    nodes = (*card.nodes, Buttons(buttons=tuple(buttons))) if buttons else card.nodes
    return card.model_copy(update={"nodes": nodes})


def _card(title: str, sentence: str, tone: Tone) -> Card:
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
