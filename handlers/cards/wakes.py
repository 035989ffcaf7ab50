"""Why an agent ran: who or what woke it, and what it found."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Node, Text, plain
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from store.wakes import NOBODY, Wake

NONE = "Nothing has changed since I began to watch, so no agent was woken. Triggers fire by the clock: say “triggers”."


def wakes_card(found: Sequence[Wake], whose: str, reader: Person) -> Card:
    """The latest wakes, newest first, each linked to its cause and to how its answer was made."""
    if not found:
        return sentence_card(NONE, "Why it ran")
    nodes: list[Node] = []
    for one in found:
        nodes.append(Text(text=wake_line(one, reader)))
        if one.run_id:
            nodes.append(Buttons(buttons=(Button(label="How was this made?", press="run:trace", subject=one.run_id),)))
    nodes.append(Text(text=f"“why wake:{found[0].number}” shows the entries of the audit trail.", small=True))
    title = f"Why the {whose} agent ran" if whose else "Why agents ran"
    return Card(title=title, summary=f"{title}: {found[0].because}", nodes=tuple(nodes))


def wake_line(one: Wake, reader: Person) -> str:
    """One wake: when, who, because of what, and what came of it."""
    said = plain(one.said) if one.said else "still at it"
    if one.agent == NOBODY:
        who, said = "Nobody was woken", "agents had woken each other too often in a row"
    else:
        who = f"{one.agent.capitalize()} agent"
    return f"**{when(one.at, reader)} {who}** because of {plain(one.because)}: {said}"
