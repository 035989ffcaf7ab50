"""The list of triggers, and the health of the pipeline by what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.cadence import cadence, in_words
from domain.cards import Button, Buttons, Card, Node, Pairs, Text, plain
from domain.nudging import LABELS, Concern, Condition
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.nudge import why_words
from handlers.cards.wakes import wake_line
from store.triggers import Kept
from store.wakes import Wake

LISTS: dict[Condition, str] = {
    "stale": "Stalled deals",
    "quiet": "Quiet deals",
    "past_due": "Past due",
    "missing": "Missing fields",
}
"""The button to the list of each condition."""


def triggers_card(kept: Sequence[Kept], reader: Person, woken: Sequence[Wake] = ()) -> Card:
    """Every trigger: what it watches, when it fires, when it last did and on how much; and who was last woken by data.

    Shape:  `woken` are the latest wakes of agents, which come with changes and not by the clock.
    """
    pairs = tuple(
        (f"{_called(one.name)}, {in_words(cadence(one.cron))}", f"{_sentence(one.wants)} {_last(one, reader)}")
        for one in kept
    )
    nodes: list[Node] = [Text(text="What I watch, when I look (company time), and what I found last.")]
    nodes += [Pairs(pairs=pairs[start : start + 5]) for start in range(0, len(pairs), 5)]
    if woken:
        nodes.append(Text(text="**Woken by changes, not by the clock**"))
        nodes += [Text(text=wake_line(one, reader)) for one in woken]
    return Card(title="Triggers", summary=f"{len(kept)} triggers", nodes=tuple(nodes))


def _called(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _sentence(wants: str) -> str:
    return f"{wants[:1].upper()}{wants[1:]}."


def _last(one: Kept, reader: Person) -> str:
    if one.ended_at is None:
        return "Not fired yet."
    what = "composed" if one.condition == "nudges" else "found"
    new = f", {one.fresh:,} of them new" if one.fresh else ", none of them new"
    return f"Last fired {when(one.ended_at, reader)}: {one.found:,} {what}{new}."


def health_card(
    counts: Mapping[Condition, int], worst: Sequence[Concern], open_deals: int, whose: str, as_of: str
) -> Card:
    """How many deals are in each condition, and the worst of them by name."""
    pairs = tuple((LABELS[name], f"{counts.get(name, 0):,}") for name in LABELS)
    nodes: list[Node] = [Text(text=f"{plain(whose)}: {open_deals:,} open deals. {as_of}"), Pairs(pairs=pairs)]
    if worst:
        nodes.append(Text(text="**Worst first**"))
        nodes += [Text(text=f"**{plain(c.name)}** · {plain(c.stage)} · {_reasons(c)}") for c in worst]
    else:
        nodes.append(Text(text="No deal needs anything right now.", tone="good"))
    lists = tuple(
        Button(label=label, press="health:list", subject=name) for name, label in LISTS.items() if counts.get(name)
    )
    nodes += [Buttons(buttons=lists)] if lists else []
    total = sum(counts.get(name, 0) for name in LISTS)
    return Card(title="Pipeline health", summary=f"Pipeline health: {total:,} things to look at", nodes=tuple(nodes))


def _reasons(concern: Concern) -> str:
    return " ".join(why_words(why, concern) for why in concern.whys)
