"""Changes to records as people see them: exact values before and after, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.actions import FieldChange, Target
from domain.cards import Button, Buttons, Card, Code, Node, Rule, Table, Text, plain
from domain.facts import Column
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from store.changes import Change

LONGEST_CELL = 120
ENDED = {
    "done": "changed",
    "failed": "failed",
    "conflict": "not changed",
    "unknown": "not known",
    "intent": "under way",
    "waiting": "waits for the CRM",
}


class Undoable(Protocol):
    """What an undo card shows: values to restore, and what stays as it is."""

    @property
    def restore(self) -> dict[str, dict[str, str | None]]: ...

    @property
    def stays(self) -> tuple[str, ...]: ...

    @property
    def done(self) -> tuple[Change, ...]: ...

    @property
    def removes(self) -> tuple[Target, ...]: ...

    @property
    def remakes(self) -> tuple[Target, ...]: ...


def values_table(targets: Sequence[Target], caption: str = "What would change") -> Table:
    """Every value before and after; the record's name stands in front when there are several."""
    several = len(targets) > 1
    names = (("record", "Record"),) if several else ()
    columns = tuple(
        Column(field=field, label=label)
        for field, label in (*names, ("field", "Field"), ("before", "Before"), ("after", "After"))
    )
    rows = tuple(
        ((target.name,) if several else ()) + (one.label, _short(one.shown_before), _short(one.shown_after))
        for target in targets
        for one in target.changes
    )
    return Table(caption=caption, columns=columns, rows=rows, total=len(rows))


def _short(shown: str) -> str:
    """A value as a table's cell holds it; a long one stands whole below the table."""
    return shown if len(shown) <= LONGEST_CELL else f"{shown[:LONGEST_CELL]}… (whole below)"


def long_values(targets: Sequence[Target]) -> list[Node]:
    """The values that are too long for a table, whole, so that nobody approves what they have not seen."""
    nodes: list[Node] = []
    for target in targets:
        for one in target.changes:
            for word, shown in (("before", one.shown_before), ("after", one.shown_after)):
                if len(shown) > LONGEST_CELL:
                    nodes += [Text(text=plain(f"{one.label} of {target.name}, {word}:")), Code(text=shown)]
    return nodes


def where(targets: Sequence[Target]) -> str:
    """The record in words, with its account; or how many there are."""
    if len(targets) != 1:
        return f"{len(targets)} records"
    account = f" ({targets[0].account})" if targets[0].account and targets[0].account != targets[0].name else ""
    return f"{targets[0].name}{account}"


def outcome_nodes(done: Sequence[Change]) -> list[Node]:
    """How each record's write ended."""
    written = [one for one in done if one.status == "done"]
    nodes: list[Node] = []
    if written:
        nodes.append(values_table([one.target for one in written], "What was changed"))
    others = [
        f"• {plain(one.target.name)}: {ENDED[one.status]}. {plain(one.result)}" for one in done if one not in written
    ]
    if others:
        nodes.append(Text(text="\n".join(others), tone="warning"))
    return nodes


def done_card(done: Sequence[Change]) -> Card:
    """What was changed at once, with the way back."""
    written = [one for one in done if one.status == "done"]
    sentence = f"{where([one.target for one in written])} was changed." if written else "Nothing was changed."
    nodes: list[Node] = [Text(text=plain(sentence)), *outcome_nodes(done)]
    if written:
        nodes.append(Buttons(buttons=(undo_button(written[0].action_id),)))
    return Card(title="Changed" if written else "Not changed", summary=sentence, nodes=tuple(nodes))


def undo_button(action_id: str) -> Button:
    """The way back."""
    return Button(label="Undo", press="change:undo", subject=action_id)


def undo_card(action_id: str, found: Undoable, press: str = "change:take_back") -> Card:
    """What taking back would restore, and what it cannot; `press` is told what was meant."""
    records = list({one.record_id: one.target for one in found.done}.values())
    nodes: list[Node] = [Text(text=plain(f"Undo the change of {where(records)}?"))]
    back = [*_back(found), *found.removes, *found.remakes]
    gone = [f"{one.name} goes away again." for one in found.removes] + [
        f"{one.name} comes back." for one in found.remakes
    ]
    if gone:
        nodes.append(Text(text="\n".join(f"• {plain(one)}" for one in gone)))
    if back:
        nodes.append(values_table(back))
    if found.stays:
        nodes.append(Text(text="\n".join(f"• {plain(one)}" for one in found.stays), tone="warning"))
    if not back:
        nodes.append(Text(text="Nothing of it can be taken back."))
        return Card(title="Undo", summary="Nothing of this change can be taken back.", nodes=tuple(nodes))
    nodes.append(Text(text="Taking back is a change like any other: a person approves it.", small=True))
    go = Button(label="Take back", press=press, subject=action_id, style="primary")
    return Card(title="Undo", summary="What taking this back would restore", nodes=(*nodes, Buttons(buttons=(go,))))


def _back(found: Undoable) -> list[Target]:
    """Each record once, from what its newest write left to what stood before its oldest."""
    turned: dict[str, dict[str, FieldChange]] = {}
    targets: dict[str, Target] = {}
    for write in sorted(found.done, key=lambda one: (one.at, one.number), reverse=True):
        targets.setdefault(write.record_id, write.target)
        for one in write.target.changes:
            if one.field not in found.restore.get(write.record_id, {}):
                continue
            newest = turned.setdefault(write.record_id, {}).get(one.field)
            turned[write.record_id][one.field] = FieldChange(
                field=one.field, label=one.label, before=newest.before if newest else one.after, after=one.before,
                shown_before=newest.shown_before if newest else one.shown_after, shown_after=one.shown_before,
            )  # fmt: skip
    return [targets[id_].model_copy(update={"changes": tuple(by_field.values())}) for id_, by_field in turned.items()]


def changes_card(latest: Sequence[Change], reader: Person) -> Card:
    """The latest writes, each with its way back."""
    if not latest:
        return sentence_card("Nothing was changed yet.", "Changes")
    nodes: list[Node] = []
    for one in latest:
        said = "; ".join(f"{c.label}: {c.shown_before} → {c.shown_after}" for c in one.target.changes)
        undone = " (an undo)" if one.undoes else ""
        by = f" by the {one.agent} agent" if one.agent else ""
        nodes.append(Text(text=f"**{plain(one.target.name)}** {ENDED[one.status]}{undone}: {plain(said)}"))
        nodes.append(Text(text=plain(f"{when(one.at, reader)}{by}"), small=True))
        if one.status == "done":
            nodes.append(Buttons(buttons=(undo_button(one.action_id),)))
        nodes.append(Rule())
    return Card(title="Changes", summary=f"The latest {len(latest)} changes", nodes=tuple(nodes))
