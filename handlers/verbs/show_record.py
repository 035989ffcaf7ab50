"""One record behind a number, with every field the CRM gave us."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain import formatting
from domain.cards import Button, Buttons, Card, Link, Node, Pairs, Reply, Text, plain
from domain.catalogue import CATALOGUE
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.people import own_sight
from handlers.verb import answers
from store.crm.records import find_record, records_named

MOST_OF_A_NAME = 5
"""Records of one name to choose from."""


@answers("record:show", says=("record {}", "show record {}", "open record {}"), private=True)
def show_record(press: Press, desk: Desk) -> tuple[Reply]:
    """The record, or the same sentence for "none" and "not yours"."""
    said = re.sub(r"^\s*(?:(?:show|open)\s+)?record\b", "", str(press.values.get("text", press.subject)), flags=re.I)
    record_id = said.strip(" `.?“”\"'\t\r\n")
    sight = own_sight(desk, press.person)
    with desk.db.reading() as connection:
        found = find_record(connection, record_id, sight)
        named = records_named(connection, record_id, sight, MOST_OF_A_NAME) if found is None else []
        if len(named) == 1:
            record_id = named[0][1]
            found = find_record(connection, record_id, sight)
    if len(named) > 1:
        return (Reply(card=_which(named)),)
    if found is None:
        return (Reply(card=sentence_card(f"I find no record {record_id} among those you may see.")),)
    return (Reply(card=_record(*found, record_id, press, desk)),)


def _which(named: list[tuple[str, str, str]]) -> Card:
    """Several records of one name, to choose from."""
    sentence = f"{len(named)} records are called “{named[0][2]}”. Which one?"
    buttons = tuple(
        Button(label=f"{CATALOGUE[kind].label} {id_}"[:70], press="record:show", subject=id_) for kind, id_, _ in named
    )
    return Card(title="Which record?", summary=sentence, nodes=(Text(text=plain(sentence)), Buttons(buttons=buttons)))


def _record(kind: str, fields: dict[str, Any], record_id: str, press: Press, desk: Desk) -> Card:
    """The record's fields, with what can be done with it."""
    pairs = tuple((_called(name), _said(name, value, press)) for name, value in fields.items() if name not in INSIDE)
    nodes: list[Node] = [
        Text(text=f"**{plain(str(fields.get('name', record_id)))}**"),
        *(Pairs(pairs=pairs[at : at + 10]) for at in range(0, len(pairs), 10)),
        Text(text=f"Record `{plain(record_id)}` in your CRM.", small=True),
    ]
    buttons: list[Button | Link] = []
    if kind == "opportunity":
        buttons.append(Button(label="Update", press="record:update", subject=record_id))
    if desk.record_url:
        buttons.append(Link(label="Open in the CRM", url=desk.record_url.replace("{id}", record_id)))
    if buttons:
        nodes.append(Buttons(buttons=tuple(buttons)))
    label = CATALOGUE[kind].label if kind in CATALOGUE else kind.replace("_", " ")
    name = fields.get("name", record_id)
    return Card(title=f"{label[0].upper()}{label[1:]}", summary=f"The {label} {name}", nodes=tuple(nodes))


INSIDE = ("id", "name", "source_system", "external_id")
"""What the title and the last line say already."""
CALLED = {"on_date": "Date", "stage_entered_on": "In stage since", "lead_source": "Source", "period_start": "From",
          "period_end": "Up to", "updated_at": "Last changed"}  # fmt: skip


def _called(name: str) -> str:
    """A column in words: `Close date`, `Owner`, `Created`."""
    return CALLED.get(name) or name.removesuffix("_id").removesuffix("_on").replace("_", " ").capitalize()


def _said(name: str, value: object, press: Press) -> str:
    if isinstance(value, datetime):
        return when(value, press.person)
    if isinstance(value, Decimal):
        return formatting.number(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return formatting.day(value)
    # The name of another record comes with its id in brackets, which tells nobody anything.
    return re.sub(r"^(.+) \(\S+\)$", r"\1", str(value)) if name.endswith("_id") else str(value)
