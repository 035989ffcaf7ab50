"""Cards for what stands in the way: missing data with its form; reps over the limit, their clean-up, the override."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.cards import Button, Buttons, Card, Node, Rule, Text, plain
from domain.gate import Incomplete
from domain.nudging import Concern
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.nudge import why_words
from handlers.cards.words import sentence_card

SHOWN = 10


def blocked_card(one: Incomplete, *, can_fill: bool) -> Card:
    """The deal stays where it is; what is missing can be filled in at once."""
    said = f"{one.name}: {one.sentence}"
    nodes: list[Node] = [Text(text=f"**{plain(one.name)}**: {plain(one.sentence)}", tone="warning")]
    if can_fill:
        fill = Button(label="Fill in", press="gate:fill", subject=f"{one.record_id}|{one.stage_id}", style="primary")
        nodes.append(Buttons(buttons=(fill,)))
    else:
        nodes.append(Text(text="Fill it in in the CRM, then move the deal."))
    return Card(title="Not moved", summary=said, nodes=tuple(nodes))


def moved_card(one: Incomplete, was: str, *, can_fill: bool) -> Card:
    """The notice to a rep whose deal moved on in the CRM: what is missing, and that it may go back."""
    said = f"{one.name} moved to {one.stage} in the CRM: {', '.join(one.labels)} missing."
    after = f"Until that is filled in, I propose to put it back to {was}."
    nodes: list[Node] = [Text(text=f"{plain(said)} {plain(after)}", tone="warning")]
    if can_fill:
        fill = Button(label="Fill in", press="gate:fill", subject=f"{one.record_id}|{one.stage_id}", style="primary")
        nodes.append(Buttons(buttons=(fill,)))
    else:
        nodes.append(Text(text="Fill it in in the CRM."))
    return Card(title="Data missing", summary=said, nodes=tuple(nodes))


def cleanup_card(rep: Person, open_deals: int, most: int, worst: Sequence[Concern], until: datetime | None) -> Card:
    """How many open deals there are, and those that most need closing or handing over."""
    head = f"{open_deals}/{most} open deals"
    over = open_deals > most
    nodes: list[Node] = [Text(text=f"**{plain(rep.name)}**: {head}.", tone="warning" if over else "plain")]
    if over and until is None:
        nodes.append(Text(text="No more deals are added before this is cleaned up, or a manager overrides."))
    if until is not None:
        nodes.append(Text(text=plain(f"A manager lets more be added until {when(until, rep)}.")))
    for one in worst:
        reasons = " ".join(why_words(why, one) for why in one.whys) or "Nothing is wrong with it."
        nodes.append(Text(text=f"• **{plain(one.name)}** · {plain(one.stage)} · {reasons}"))
    if worst:
        update = Button(label="Update these", press="bulk:form", subject=f"{rep.id}|0", style="primary")
        nodes.append(Buttons(buttons=(update,)))
    else:
        nodes.append(Text(text="None of them is stalled, quiet, past due or incomplete.", tone="good"))
    return Card(title="Clean-up list", summary=f"{rep.name}: {head}", nodes=tuple(nodes))


def cleanups_card(found: Sequence[tuple[Person, int, int, datetime | None]]) -> Card:
    """Reps by how near they are to the number of open deals that one may have, each with their clean-up list."""
    over = sum(many > most for _, many, most, _ in found)
    are = "rep is" if over == 1 else "reps are"
    head = f"{over} {are} over their limit of open deals." if over else "Nobody is over their limit of open deals."
    nodes: list[Node] = [Text(text=f"{head} You have none of your own; whose clean-up list do you want?")]
    for rep, many, most, _ in found[:SHOWN]:
        nodes.append(Text(text=f"**{plain(rep.name)}**: {many}/{most} open deals"))
        nodes.append(Buttons(buttons=(Button(label="Clean-up list", press="capacity:clean", subject=rep.id),)))
    if len(found) > SHOWN:
        more = f"{len(found) - SHOWN} more have fewer; say “clean-up list of” and a name."
        nodes.append(Text(text=more, small=True))
    return Card(title="Clean-up lists", summary=head, nodes=tuple(nodes))


def capacity_card(found: Sequence[tuple[Person, int, int, datetime | None]], usual: int, reader: Person) -> Card:
    """Everybody over the limit, each with the clean-up list and the override."""
    if not found:
        return sentence_card(f"Nobody has more open deals than they may; usually that is {usual}.", "Capacity")
    nodes: list[Node] = []
    for rep, many, most, until in found[:SHOWN]:
        said = f" · overridden until {when(until, reader)}" if until else ""
        nodes.append(Text(text=f"**{plain(rep.name)}**: {many}/{most} open deals{plain(said)}"))
        way = (
            Button(label="End override", press="capacity:end", subject=rep.id)
            if until
            else Button(label="Override", press="capacity:override", subject=rep.id)
        )
        nodes += [Buttons(buttons=(Button(label="Clean-up list", press="capacity:clean", subject=rep.id), way)), Rule()]
    if len(found) > SHOWN:
        nodes.append(Text(text=f"{len(found) - SHOWN} more are over the limit.", small=True))
    many_reps = "rep is" if len(found) == 1 else "reps are"
    return Card(
        title="Capacity", summary=f"{len(found)} {many_reps} over their limit of open deals", nodes=tuple(nodes)
    )
