"""One record behind a number, with every field the CRM gave us."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.cards import Buttons, Card, Link, Node, Pairs, Reply, Text, plain
from domain.work import Press
from handlers.cards.answer import when
from handlers.cards.words import sentence_card
from handlers.desk import Desk
from handlers.people import own_sight
from handlers.verb import answers
from store.crm.records import find_record


@answers("record:show", says=("record {}", "show record {}", "open record {}"), private=True)
def show_record(press: Press, desk: Desk) -> tuple[Reply]:
    """The record, or the same sentence for "none" and "not yours"."""
    record_id = (str(press.values.get("text", press.subject)).split() or [""])[-1].strip("`.?")
    with desk.db.reading() as connection:
        found = find_record(connection, record_id, own_sight(desk, press.person))
    if found is None:
        return (Reply(card=sentence_card(f"I find no record {record_id} among those you may see.")),)
    kind, fields = found
    pairs = tuple(
        (name.removesuffix("_id").replace("_", " ").capitalize(), _said(v, press)) for name, v in fields.items()
    )
    nodes: list[Node] = [Text(text=f"**{plain(str(fields.get('name', record_id)))}**"), Pairs(pairs=pairs)]
    if desk.record_url:
        nodes.append(Buttons(buttons=(Link(label="Open in the CRM", url=desk.record_url.replace("{id}", record_id)),)))
    return (
        Reply(card=Card(title=kind.replace("_", " ").capitalize(), summary=f"{kind} {record_id}", nodes=tuple(nodes))),
    )


def _said(value: object, press: Press) -> str:
    if isinstance(value, datetime):
        return when(value, press.person)
    if isinstance(value, Decimal):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)
