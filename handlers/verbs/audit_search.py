"""The audit trail, searched in chat, a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.cards import Button, Buttons, Card, Node, Reply, Table, Text, plain
from domain.facts import Column
from domain.work import Press
from handlers.auditing import may_read, records_meant
from handlers.cards.answer import when
from handlers.desk import Desk
from handlers.runs import may_decide
from handlers.verb import answers
from store import audit

SHOWN = 50
LABELS = ("seq", "at", "actor", "on_behalf_of", "action", "subject", "outcome", "approval", "cost_usd", "reason")


@answers("audit:search", says=("audit {}", "audit"), private=True)
def audit_search(press: Press, desk: Desk) -> tuple[Reply]:
    """The latest entries that match, newest first."""
    may_decide(press.person, "read the audit trail")
    return (Reply(card=page_card(press, desk, press.subject, None)),)


def page_card(press: Press, desk: Desk, search: str, before: int | None) -> Card:
    """Entries that match and are older than one, how far the trail was looked through, and the way further back."""
    about = records_meant(desk, press.person, search)
    found = audit.search(
        desk.db, search, most=SHOWN, before=before, subjects=about, may_read=may_read(desk, press.person)
    )
    nothing = Text(text=plain(_summary(found, search, before)))
    nodes: list[Node] = [_table(found.entries, press) if found.entries else nothing]
    nodes.append(Text(text=plain(_looked(desk, press, found)), small=True))
    if found.looked_down_to:
        subject = f"{found.looked_down_to}|{search}"[:150]
        nodes.append(Buttons(buttons=(Button(label="Older", press="audit:page", subject=subject),)))
    return Card(title="Audit trail", summary=_summary(found, search, before), nodes=tuple(nodes))


def _table(entries: list[dict[str, Any]], press: Press) -> Table:
    columns = tuple(Column(field=label, label=label.replace("_", " ").capitalize()) for label in LABELS)
    rows = tuple(tuple(_cell(entry[label], press) for label in LABELS) for entry in entries)
    return Table(caption="Audit trail", columns=columns, rows=rows, total=len(rows))


def _summary(found: audit.Found, search: str, before: int | None) -> str:
    if not found.entries:
        which = "that is older" if before is not None else "so far"
        return f"Nothing in the audit trail {which} matches “{search}”."
    some = f"{len(found.entries)} {'entry' if len(found.entries) == 1 else 'entries'}"
    more = " (“audit export” has all in a file)" if found.looked_down_to or before is not None else ""
    return f"{some}{more}; “why #{found.entries[0]['seq']}” explains one."


def _looked(desk: Desk, press: Press, found: audit.Found) -> str:
    """How far back this looked, so that nobody takes a page for all there is."""
    if not found.looked_down_to:
        return "Looked back to the first entry."
    oldest = audit.find(desk.db, found.looked_down_to)
    since = f", of {when(oldest['at'], press.person)}" if oldest else ""
    return f"Looked back to entry #{found.looked_down_to:,}{since}; [Older] looks further."


def _cell(value: object, press: Press) -> str:
    return when(value, press.person) if isinstance(value, datetime) else str(value)
