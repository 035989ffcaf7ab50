"""Settings as people read them, and the cards on which they are changed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from domain import formatting
from domain.cards import Button, Buttons, Card, Node, Pairs, Text, plain
from domain.catalogue import CATALOGUE
from domain.thresholds import THRESHOLDS, Threshold
from domain.tuning import STAGES, stages_of
from domain.wording import lowered
from domain.work import Person
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from store.settings import Saved

AT_ONCE = 5
SHORT = {"sla": "SLA"}
TITLE = "Change a setting?"


class Changed(Protocol):
    """One change of one setting as a card shows it."""

    @property
    def name(self) -> str: ...

    @property
    def of(self) -> str: ...

    @property
    def was(self) -> object: ...

    @property
    def value(self) -> object: ...


def called(name: str) -> str:
    """A setting's name in words: `Pipeline, stale`; its unit stands beside its value."""
    part, _, rest = name.partition(".")
    words = re.sub(r"_(days|percent|ratio|hours|minutes|seconds|usd)$", "", rest).replace("_", " ")
    first = SHORT.get(part, part.replace("_", " ").capitalize())
    return f"{first}, {' '.join('CRM' if word == 'crm' else word for word in words.split())}"


def valued(value: object, threshold: Threshold, currency: str, stages: Mapping[str, str] | None = None) -> str:
    """The value with its unit, as people write it; what is no number needs none. `stages` are names by id."""
    if threshold.name == STAGES:
        return _by_stage(value, stages or {})
    if isinstance(value, tuple | list):
        return ", ".join(_word(str(one)) for one in value) or "none"
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value) or "none"
    exact = Decimal(str(value))
    if threshold.unit == "money":
        return formatting.money(exact, currency)
    if threshold.unit == "USD":
        return formatting.money(exact, "USD")
    if threshold.unit == "month":
        return calendar.month_name[int(value)]
    if threshold.unit == "hour":
        return f"{int(value):02}:00"
    shown = formatting.number(exact.normalize())
    if threshold.unit == "ratio" and threshold.most == 1:
        return shown
    return {"percent": f"{shown}%", "ratio": f"{shown}x"}.get(threshold.unit) or _with_unit(shown, threshold.unit)


def _by_stage(value: object, stages: Mapping[str, str]) -> str:
    kept = stages_of(tuple(value)) if isinstance(value, tuple | list) else {}
    said = (
        f"{stages.get(stage, stage)}: {', '.join(_word(one) for one in names) or 'nothing'}"
        for stage, names in kept.items()
    )
    return "; ".join(said) or "none of their own"


def _with_unit(shown: str, unit: str) -> str:
    return f"{shown} {formatting.singular(unit) if shown == '1' else unit}"


def _word(name: str) -> str:
    """A field by its label; anything else as it is."""
    known = CATALOGUE["opportunity"].field(name)
    return lowered(known.label) if known else name


def preview_card(
    edits: Sequence[Changed], proposal: str, currency: str, stages: Mapping[str, str], effect: str = ""
) -> Card:
    """What would change, for whom and what it would have done last week; nothing has changed yet."""
    nodes: list[Node] = [Pairs(pairs=tuple(_line(edit, currency, stages) for edit in edits[:AT_ONCE]))]
    if len(edits) > AT_ONCE:
        nodes.append(Text(text=f"And {len(edits) - AT_ONCE} more."))
    nodes += [Text(text=plain(effect))] if effect else []
    nodes.append(Text(text="Nothing is changed before you say so. It can be undone.", small=True))
    nodes.append(
        Buttons(
            buttons=(
                Button(label="Change", press="setting:apply", subject=proposal, style="primary"),
                Button(label="Leave it", press="setting:leave", subject=proposal),
            )
        )
    )
    return Card(title=TITLE, summary=f"Change {called(edits[0].name).lower()}?", nodes=tuple(nodes))


def _line(edit: Changed, currency: str, stages: Mapping[str, str]) -> tuple[str, str]:
    threshold = THRESHOLDS[edit.name]
    was = valued(edit.was, threshold, currency, stages)
    now = "as for everybody else" if edit.value is None else valued(edit.value, threshold, currency, stages)
    return f"{called(edit.name)}, for {edit.of}", f"{was} → {now}: {threshold.decides}"


def changed_card(
    edits: Sequence[Changed], ids: Sequence[int], by: str, currency: str, stages: Mapping[str, str], *, back: bool
) -> Card:
    """What was changed by whom, with the way back."""
    said = "Taken back" if back else "Changed"
    nodes: list[Node] = [
        Text(text=f"{said} by {plain(by)}.", tone="good"),
        Pairs(pairs=tuple(_line(edit, currency, stages) for edit in edits[:AT_ONCE])),
    ]
    if ids:
        subject = ",".join(str(one) for one in ids)
        nodes.append(Buttons(buttons=(Button(label="Undo", press="setting:undo", subject=subject),)))
    first = called(edits[0].name) if edits else "The setting"
    return Card(title="Setting changed", summary=f"{first} was {said.lower()} by {by}.", nodes=tuple(nodes))


def group_card(
    title: str, pairs: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]], hints: Sequence[str], preview: bool
) -> Card:
    """Settings of one kind in force, with those that parts of the company have of their own, and how to change them."""
    nodes: list[Node] = [Pairs(pairs=tuple(pairs[at : at + 5])) for at in range(0, len(pairs), 5)]
    if own:
        nodes.append(Text(text="**Of their own**"))
        nodes += [Pairs(pairs=tuple(own[at : at + 5])) for at in range(0, len(own), 5)]
    nodes.append(Text(text="\n".join(f"• {plain(hint)}" for hint in hints), small=True))
    buttons = [Button(label="Latest changes", press="setting:changes", subject="latest")]
    if preview:
        buttons.insert(0, Button(label="Preview last week", press="nudge:preview", subject="week"))
    nodes.append(Buttons(buttons=tuple(buttons)))
    return Card(title=title, summary=f"{title}: {len(pairs)} in force", nodes=tuple(nodes))


def changes_card(
    saved: Sequence[tuple[Saved, str, bool]], reader: Person, currency: str, stages: Mapping[str, str]
) -> Card:
    """The latest changes of settings: (what was saved, for whom, whether it is the newest of its kind)."""
    if not saved:
        return sentence_card("No setting was changed yet.", "Changes of settings")
    nodes: list[Node] = []
    for one, of, newest in saved:
        threshold = THRESHOLDS[one.name]
        value = "as for everybody else" if one.value is None else valued(one.value, threshold, currency, stages)
        nodes.append(Text(text=f"**{called(one.name)}**, for {plain(of)}: {plain(value)}"))
        nodes.append(Text(text=plain(f"{when(one.at, reader)}, {one.by}"), small=True))
        if newest:
            nodes.append(Buttons(buttons=(Button(label="Undo", press="setting:undo", subject=str(one.id)),)))
    return Card(title="Changes of settings", summary=f"The latest {len(saved)} changes", nodes=tuple(nodes))
