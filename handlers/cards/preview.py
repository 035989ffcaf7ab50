"""Last week as it would have been: how many messages at each level of aggressiveness, and the first of them."""

from __future__ import annotations

from domain import formatting
from domain.cards import Button, Buttons, Card, Node, Table, Text, plain
from domain.facts import Column
from domain.rehearsal import Rehearsal

COLUMNS = (
    ("level", "Level"), ("messages", "Messages to reps"), ("reps", "Reps"), ("deals", "Deals"),
    ("digests", "Digests to managers"), ("escalations", "Told to managers"),
)  # fmt: skip


def rehearsal_card(of: Rehearsal, rep: str, level: str) -> Card:
    """The week at every level, the one in force marked; nothing was sent."""
    days = f"{formatting.day(of.first)} to {formatting.day(of.last)}"
    rows = tuple(
        (f"{one.level} (now)" if one.level == level else one.level, str(one.messages), str(one.reps), str(one.deals),
         str(one.digests), str(one.escalations))
        for one in of.levels
    )  # fmt: skip
    nodes: list[Node] = [
        Text(text=f"What I would have sent from {days}, by how insistent I am. Nothing was sent."),
        Table(
            caption="By aggressiveness",
            columns=tuple(Column(field=field, label=label) for field, label in COLUMNS),
            rows=rows,
            total=len(rows),
        ),
    ]
    if rep:
        nodes.append(Text(text=f"The first would have gone to **{plain(rep)}**: {plain(', '.join(of.example[1]))}."))
    nodes += [
        Text(
            text="Reckoned from the open deals as they are now, as if nobody had been asked before that week. “Told to "
            "managers” is how many messages would have been, had nobody answered.",
            small=True,
        ),
        Buttons(buttons=tuple(_choose(one.level) for one in of.levels if one.level != level)),
    ]
    return Card(title="Last week, rehearsed", summary=f"What I would have sent from {days}", nodes=tuple(nodes))


def _choose(level: str) -> Button:
    return Button(label=f"Make it {level}", press="nudge:level", subject=level)
