"""Changes that wait for the CRM, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cards import Button, Buttons, Card, Node, Table, Text, plain
from domain.facts import Column
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from store.changes import Change
from store.services import Service

SHOWN = 25
COLUMNS = (
    Column(field="n", label="Order", unit="count"),
    Column(field="record", label="Record"),
    Column(field="change", label="Change"),
    Column(field="since", label="Asked"),
)


def banner(count: int, service: Service, reader: Person) -> str:
    """“12 changes waiting: …”; empty when nothing waits and the CRM answers."""
    if not count and service.down_since is None:
        return ""
    many = f"{count} change{'s' * (count != 1)} waiting"
    since = f" since {when(service.down_since, reader)}" if service.down_since else ""
    why = f"the CRM cannot be reached{since}" if service.down_since else "they are being written"
    return f"{many}: {why}. Nothing is lost; they are written in order when it is back."


def waiting_changes_card(shown: Sequence[Change], count: int, service: Service, reader: Person) -> Card:
    """Each change in its order; those about records that this person may not read are only counted."""
    said = banner(count, service, reader)
    if not said:
        return sentence_card("All quiet: the CRM answers, and no change waits for it.", "Waiting for the CRM")
    nodes: list[Node] = [Text(text=plain(said), tone="warning")]
    rows = tuple(
        (n, one.target.name, "; ".join(f"{c.label}: {c.shown_before} → {c.shown_after}" for c in one.target.changes),
         when(one.at, reader))
        for n, one in enumerate(shown[:SHOWN], 1)
    )  # fmt: skip
    if rows:
        nodes.append(Table(caption="Waiting for the CRM", columns=COLUMNS, rows=rows, total=len(shown)))
    if hidden := count - len(shown):
        nodes.append(Text(text=f"{hidden} more concern records that you may not read.", small=True))
    nodes.append(Buttons(buttons=(Button(label="Try now", press="change:sync", subject="crm", style="primary"),)))
    return Card(title="Waiting for the CRM", summary=said, nodes=tuple(nodes))
